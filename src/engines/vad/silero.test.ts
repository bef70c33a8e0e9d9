import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SILERO_CONTEXT, SILERO_HOP, SileroVad, type SileroNetwork } from './silero';

/** A network that remembers what it was given; its score is the step's number. */
function recorder() {
  const inputs: Float32Array[] = [];
  const states: number[] = [];
  const network: SileroNetwork = {
    step: (input, state) => {
      inputs.push(input);
      states.push(state[0] ?? Number.NaN);
      return Promise.resolve({ score: inputs.length / 100, state: state.map((v) => v + 1) });
    },
    release: () => Promise.resolve(),
  };
  return { inputs, states, network };
}

const ramp = (length: number) => Float32Array.from({ length }, (_, index) => index + 1);

describe('SileroVad', () => {
  it('shows each step the 64 samples before its own 512, and carries the state on', async () => {
    const { inputs, states, network } = recorder();
    const vad = new SileroVad(network);
    await vad.push(ramp(2 * SILERO_HOP + 100));
    const scores = await vad.finish();
    expect(Array.from(scores)).toEqual([0.01, 0.02, 0.03].map(Math.fround));
    expect(states).toEqual([0, 1, 2]);
    const [first, second, third] = inputs;
    expect(Array.from(first ?? [])).toEqual([
      ...Array<number>(SILERO_CONTEXT).fill(0),
      ...ramp(SILERO_HOP),
    ]);
    expect(second?.[0]).toBe(SILERO_HOP - SILERO_CONTEXT + 1);
    expect(second?.at(-1)).toBe(2 * SILERO_HOP);
    expect(third?.[SILERO_CONTEXT + 99]).toBe(2 * SILERO_HOP + 100);
    expect(third?.[SILERO_CONTEXT + 100]).toBe(0);
  });

  it('gives the same steps however the audio is cut into blocks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 8 }),
        async (cuts) => {
          const total = cuts.reduce((sum, cut) => sum + cut, 0);
          const audio = ramp(total);
          const whole = recorder();
          const pieces = recorder();
          const vad = new SileroVad(pieces.network);
          let at = 0;
          for (const cut of cuts) await vad.push(audio.slice(at, (at += cut)));
          const scores = await vad.finish();
          const other = new SileroVad(whole.network);
          await other.push(audio);
          await other.finish();
          expect(scores).toHaveLength(Math.ceil(total / SILERO_HOP));
          expect(pieces.inputs).toEqual(whole.inputs);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('starts anew for the next file', async () => {
    const { inputs, states, network } = recorder();
    const vad = new SileroVad(network);
    await vad.push(ramp(700));
    vad.reset();
    await vad.push(ramp(SILERO_HOP));
    expect(await vad.finish()).toHaveLength(1);
    expect(states.at(-1)).toBe(0);
    expect(
      inputs
        .at(-1)
        ?.subarray(0, SILERO_CONTEXT)
        .every((v) => v === 0),
    ).toBe(true);
  });
});
