/**
 * Makes one step of the decoder.
 * @param last the last token of every beginning, or the first token of all.
 * @param from which beginning of the step before each of them continues.
 * @returns for every beginning the logits of what may follow, Float32Array [tokens].
 */
export type DecoderStep = (
  last: readonly number[],
  from: readonly number[],
) => Promise<readonly Float32Array[]>;

export interface BeamSearchOptions {
  /** Beginnings that are kept; 1 takes the likeliest token after each one. */
  width: number;
  begin: number;
  end: number;
  /** Tokens without the end. */
  most: number;
}

export interface LikelyText {
  /** Without begin and end. */
  tokens: readonly number[];
  /** How doubtful the search was: the mean −ln P of its tokens and of its end, if it has one, nats; 0 is certain. */
  doubt: number;
  /** The probability that nothing is said: of the end as the first token, 0–1; 0 where it is not among the likeliest. */
  emptiness: number;
}

interface Beginning {
  tokens: readonly number[];
  /** Natural logarithm of its probability. */
  score: number;
}

interface Continuation {
  from: number;
  token: number;
  score: number;
}

/** Longer texts are less likely by themselves: scores are divided by this power of their length (Wu et al. 2016, "Google's NMT System", eq. 14). */
const LENGTH_POWER = 0.6;

/**
 * The likeliest text: where one token is doubtful, what follows decides. Beginnings of one length are continued side by side. It has one token at
 * least: a single end is likelier than most texts as a whole, and Moonshine gives it 0.8 and more at the beginning of pieces full of words.
 * @returns the likeliest unfinished one when none ends within `most`.
 */
export async function likeliestTokens(
  step: DecoderStep,
  { width, begin, end, most }: BeamSearchOptions,
): Promise<LikelyText> {
  let beginnings: Beginning[] = [{ tokens: [], score: 0 }];
  let from: readonly number[] = [0];
  const ended: Beginning[] = [];
  let emptiness = 0;
  for (let length = 0; length < most; length++) {
    const last = beginnings.map(({ tokens }) => tokens.at(-1) ?? begin);
    const logits = await step(last, from);
    const next = beginnings
      // Twice as many as are kept: each beginning may end, too.
      .flatMap(({ score }, i) => continuations(logits[i], 2 * width, i, score))
      .sort((a, b) => b.score - a.score)
      .slice(0, 2 * width);
    const textOf = ({ from: i, token, score }: Continuation): Beginning => {
      const tokens = beginnings[i]?.tokens ?? [];
      return { tokens: token === end ? tokens : [...tokens, token], score };
    };
    // What ends counts only where it is among the likeliest `width`: else every text would end at once with some small probability.
    const likely = next.slice(0, width).filter(({ token }) => token === end);
    if (length === 0) emptiness = Math.exp(likely[0]?.score ?? -Infinity);
    else ended.push(...likely.map(textOf));
    const kept = next.filter(({ token }) => token !== end).slice(0, width);
    beginnings = kept.map(textOf);
    from = kept.map((one) => one.from);
    const [best] = beginnings;
    if (!best || (ended.length >= width && worth(likeliest(ended)) >= worth(best))) break;
  }
  const isEnded = ended.length > 0;
  const { tokens, score } = likeliest(isEnded ? ended : beginnings);
  return { tokens, doubt: -score / (tokens.length + (isEnded ? 1 : 0)), emptiness };
}

const worth = ({ tokens, score }: Beginning): number => score / (tokens.length + 1) ** LENGTH_POWER;

const likeliest = (texts: readonly Beginning[]): Beginning =>
  texts.reduce((best, text) => (worth(text) > worth(best) ? text : best));

/** The likeliest `count` tokens after a beginning. */
function continuations(
  logits: Float32Array | undefined,
  count: number,
  from: number,
  score: number,
): Continuation[] {
  if (!logits) return [];
  const largest = logits.reduce((most, value) => Math.max(most, value), -Infinity);
  let sum = 0;
  const found: Continuation[] = [];
  let least = -Infinity;
  logits.forEach((logit, token) => {
    sum += Math.exp(logit - largest);
    if (found.length === count && logit <= least) return;
    found.push({ from, token, score: logit });
    found.sort((a, b) => b.score - a.score);
    if (found.length > count) found.pop();
    least = found.at(-1)?.score ?? -Infinity;
  });
  const all = largest + Math.log(sum);
  return found.map((one) => ({ ...one, score: score + one.score - all }));
}
