/** What one head reads off a mouth. */
export interface MouthReading {
  /** Raw curves, Float32Array [frames × 7], unlimited. */
  curves: Float32Array;
  /** Probability of closed lips, Float32Array [frames]. */
  closure: Float32Array;
}

/** Probabilities are taken to be this far from 0 and 1 at least: a head that is certain does not outvote all others. */
const LEAST_DOUBT = 1e-7;

/**
 * The weighted mean of what several heads read: of their curves, and of the logits of their closure probabilities.
 * @param readings of the same frames; the weights sum to 1.
 * @throws RangeError without a reading, or for readings of other lengths.
 */
export function meanReading(
  readings: readonly { reading: MouthReading; weight: number }[],
): MouthReading {
  const [first] = readings;
  if (!first) throw new RangeError('No head has read the mouth.');
  if (readings.length === 1) return first.reading;
  const mean = {
    curves: new Float32Array(first.reading.curves.length),
    closure: new Float32Array(first.reading.closure.length),
  };
  for (const { reading, weight } of readings) {
    add(mean.curves, reading.curves, weight);
    add(mean.closure, reading.closure.map(logit), weight);
  }
  return { curves: mean.curves, closure: mean.closure.map(sigmoid) };
}

function add(sum: Float32Array, values: Float32Array, weight: number): void {
  if (values.length !== sum.length) {
    throw new RangeError(
      `Heads have read ${String(values.length)} and ${String(sum.length)} values.`,
    );
  }
  values.forEach((value, i) => (sum[i] = (sum[i] ?? 0) + weight * value));
}

function logit(probability: number): number {
  const limited = Math.max(LEAST_DOUBT, Math.min(1 - LEAST_DOUBT, probability));
  return Math.log(limited / (1 - limited));
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
