/** Seconds around a frame in which its noise floor and speech level are sought: some sentences. */
const NEIGHBOURHOOD = 15;
/** Seconds between two estimates of floor and level; they are interpolated in between. */
const ESTIMATE_EVERY = 1;
/** Quantiles of the levels that stand for the noise floor and for speech: min and max without outliers. */
const FLOOR_QUANTILE = 0.1;
const PEAK_QUANTILE = 0.95;
/** dB between floor and peak below which a neighbourhood is steady noise, not speech with its pauses. */
const LEAST_RANGE = 12;
/** dB of full scale: whatever stays below is silence, however it varies. */
const SILENCE_LEVEL = -60;
/** Levels are averaged over this many seconds, so that single clicks and gaps inside a word weigh less. */
const SMOOTHING = 0.05;

/**
 * Loudness as a speech score: each level is placed between the noise floor (0) and the speech level (1) of its
 * surroundings, min–max normalised in dB. A neighbourhood without contrast takes the whole file's floor and peak,
 * and steady noise or silence throughout scores 0.
 *
 * @param levels Float32Array [n], dB of full scale.
 * @param rate levels a second.
 * @returns Float32Array [n], 0–1.
 */
export function energyScores(levels: Float32Array, rate: number): Float32Array {
  const scores = new Float32Array(levels.length);
  const smooth = movingAverage(levels, Math.max(1, Math.round(SMOOTHING * rate)));
  const whole = rangeOf(smooth);
  if (whole.peak - whole.floor < LEAST_RANGE || whole.peak < SILENCE_LEVEL) return scores;

  const step = ESTIMATE_EVERY * rate;
  const reach = (NEIGHBOURHOOD / 2) * rate;
  const ranges = Array.from({ length: Math.floor(levels.length / step) + 2 }, (_, k) => {
    const near = smooth.subarray(Math.max(0, k * step - reach), k * step + reach);
    return near.length === 0 ? whole : widened(rangeOf(near), whole);
  });
  smooth.forEach((level, index) => {
    const k = Math.floor(index / step);
    const after = index / step - k;
    const from = ranges[k] ?? whole;
    const to = ranges[k + 1] ?? whole;
    const floor = from.floor + after * (to.floor - from.floor);
    const peak = from.peak + after * (to.peak - from.peak);
    scores[index] = Math.min(1, Math.max(0, (level - floor) / (peak - floor)));
  });
  return scores;
}

interface LevelRange {
  floor: number;
  peak: number;
}

function rangeOf(levels: Float32Array): LevelRange {
  const sorted = levels.slice().sort();
  const quantile = (q: number) => sorted[Math.round(q * (sorted.length - 1))] ?? -Infinity;
  return {
    floor: quantile(FLOOR_QUANTILE),
    peak: Math.max(quantile(PEAK_QUANTILE), SILENCE_LEVEL),
  };
}

/** A stretch of pure speech or pure pause has no contrast of its own: its missing end is the file's. */
function widened(near: LevelRange, whole: LevelRange): LevelRange {
  if (near.peak - near.floor >= LEAST_RANGE) return near;
  return { floor: Math.min(near.floor, whole.floor), peak: Math.max(near.peak, whole.peak) };
}

function movingAverage(values: Float32Array, width: number): Float32Array {
  const before = Math.floor(width / 2);
  let sum = 0;
  let from = 0;
  let to = 0;
  return values.map((_, index) => {
    for (; to < Math.min(values.length, index - before + width); to++) sum += values[to] ?? 0;
    for (; from < index - before; from++) sum -= values[from] ?? 0;
    return sum / (to - from);
  });
}
