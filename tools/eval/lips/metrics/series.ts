/** Statistics of number series. */

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function standardDeviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** Pearson's r of two series of one length; NaN where one of them is constant. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [x, y] = [value - ma, (b[i] ?? Number.NaN) - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  });
  return ab / Math.sqrt(aa * bb);
}

/** The value below which a share `q` (0–1) of the values lies; NaN for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** Stretches [from, to) of the indices 0…length − 1 that fulfil a condition. */
export function runs(length: number, holds: (index: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let i = 0; i < length; i++) {
    if (!holds(i)) continue;
    const last = found.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else found.push([i, i + 1]);
  }
  return found;
}

/**
 * Frames by which `late` comes after `reference`: the peak of their correlation over shifts of up to `most`, with a
 * parabola through the peak and its neighbours for the fraction.
 */
export function lagOf(late: readonly number[], reference: readonly number[], most: number): number {
  const shifted = (lag: number): number => {
    const pairs = late.flatMap((value, i) => {
      const other = reference[i - lag];
      return other === undefined || Number.isNaN(value) || Number.isNaN(other)
        ? []
        : [[value, other] as const];
    });
    return correlation(
      pairs.map(([a]) => a),
      pairs.map(([, b]) => b),
    );
  };
  const lags = Array.from({ length: 2 * most + 1 }, (_, i) => i - most);
  const scores = lags.map(shifted);
  const peak = scores.indexOf(Math.max(...scores));
  const [before, at, after] = [scores[peak - 1], scores[peak], scores[peak + 1]];
  const lag = lags[peak] ?? Number.NaN;
  if (before === undefined || at === undefined || after === undefined) return lag;
  return lag + (before - after) / (2 * (before - 2 * at + after));
}
