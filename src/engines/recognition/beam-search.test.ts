import { describe, expect, it } from 'vitest';
import { likeliestTokens, type DecoderStep } from './beam-search';

const [BEGIN, END, A, B, C, D] = [0, 1, 2, 3, 4, 5];
const TOKENS = 6;

/** A decoder that knows the probabilities of what follows a text, such as "2 3"; what it does not know ends. */
function decoderOf(next: Record<string, Record<number, number>>): {
  step: DecoderStep;
  steps: number[];
} {
  let texts: string[] = [];
  const steps: number[] = [];
  return {
    steps,
    step: (last, from) => {
      steps.push(last.length);
      texts = last.map((token, i) =>
        token === BEGIN ? '' : `${texts[from[i] ?? -1] ?? 'lost'} ${String(token)}`.trim(),
      );
      return Promise.resolve(
        texts.map((text) => {
          const logits = new Float32Array(TOKENS).fill(-30);
          for (const [token, share] of Object.entries(next[text] ?? { [END]: 1 })) {
            logits[Number(token)] = Math.log(share) + 7;
          }
          return logits;
        }),
      );
    },
  };
}

const searched = (step: DecoderStep, width: number, most = 10) =>
  likeliestTokens(step, { width, begin: BEGIN, end: END, most });
const tokensOf = async (...asked: Parameters<typeof searched>) => (await searched(...asked)).tokens;

describe('beam search', () => {
  // A is likelier than B, but "B D" is likelier than "A B" and "A C": 0.4 · 0.9 against 0.6 · 0.5.
  const doubtful = {
    '': { [A]: 0.6, [B]: 0.4 },
    [String(A)]: { [B]: 0.5, [C]: 0.5 },
    [String(B)]: { [D]: 0.9, [C]: 0.1 },
  };

  it('finds what a likelier beginning hides', async () => {
    expect(await tokensOf(decoderOf(doubtful).step, 2)).toEqual([B, D]);
  });

  it('tells how doubtful each token was', async () => {
    // 0.4 · 0.9, and the end, which is certain.
    const { doubt } = await searched(decoderOf(doubtful).step, 2);
    expect(doubt).toBeCloseTo(-Math.log(0.4 * 0.9) / 3, 4);
  });

  it('takes the likeliest token after each one with a width of 1', async () => {
    const { step, steps } = decoderOf(doubtful);
    expect(await tokensOf(step, 1)).toEqual([A, B]);
    expect(steps).toEqual([1, 1, 1]);
  });

  it('tells the decoder which beginning each one continues', async () => {
    const { step } = decoderOf({
      '': { [A]: 0.51, [B]: 0.49 },
      [String(A)]: { [A]: 0.34, [B]: 0.33, [C]: 0.33 },
      [String(B)]: { [C]: 1 },
      [`${String(B)} ${String(C)}`]: { [D]: 1 },
    });
    expect(await tokensOf(step, 3)).toEqual([B, C, D]);
  });

  it('does not prefer short texts', async () => {
    const { step } = decoderOf({
      '': { [A]: 0.55, [END]: 0.45 },
      [String(A)]: { [B]: 0.8, [END]: 0.2 },
      [`${String(A)} ${String(B)}`]: { [C]: 0.9, [END]: 0.1 },
    });
    expect(await tokensOf(step, 4)).toEqual([A, B, C]);
  });

  it('is never empty, and tells how likely it is that nothing is said', async () => {
    const { step } = decoderOf({
      '': { [END]: 0.8, [A]: 0.2 },
      [String(A)]: { [B]: 0.7, [C]: 0.3 },
    });
    const { tokens, emptiness } = await searched(step, 2);
    expect(tokens).toEqual([A, B]);
    expect(emptiness).toBeCloseTo(0.8, 5);
  });

  it('stops where nothing ends', async () => {
    const { step } = decoderOf(
      Object.fromEntries(
        Array.from({ length: 5 }, (_, n) => [
          Array.from({ length: n }, () => A).join(' '),
          { [A]: 0.9, [B]: 0.1 },
        ]),
      ),
    );
    expect(await tokensOf(step, 1, 4)).toEqual([A, A, A, A]);
  });
});
