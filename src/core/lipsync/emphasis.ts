import { PEAKS_PER_FRAME } from '../audio/peaks';
import { CURVE_COUNT, CURVES } from './curve-window';

const OPEN = CURVES.indexOf('open');

/**
 * Share of the opening by which a decibel more or less changes it. Louder speech opens the jaw wider (Schulman 1989,
 * "Articulatory dynamics of loud and normal speech"). The amount is the largest that leaves the correlation of `open` with
 * the phones' within 0.002 on all sets that heads are chosen on (docs/lip-sync.md).
 */
const GAIN_PER_DB = 0.02;
const LEAST_GAIN = 0.85;
const MOST_GAIN = 1.2;

/** Half-widths of the two averages in frames: a word (0.24 s) against the speaker's running level (3 s). */
const WORD_FRAMES = 6;
const SPEAKER_FRAMES = 75;

/** dB below loud speech (its 95th percentile) from which a frame is a pause and counts for neither average. */
const PAUSE_BELOW = 25;
const LOUD_SHARE = 0.95;
/** The level of digital silence: −100 dB. */
const QUIETEST = 1e-5;

/**
 * No mouth opens twice alike: the gain drifts by up to this share, by new values every 0.4 s. By eye: what is
 * less than the head's own error cannot harm the articulation.
 */
const VARIATION = 0.03;
const VARIATION_FRAMES = 10;

/** The opening that counts as shut (tools/speech/labels.py): up to here nothing changes, from twice as much on all of the gain acts. */
const SHUT = 0.1;

/**
 * How much wider or less wide than usual the mouth opens in every frame: louder words than the speaker's own running
 * level open wider, whatever the level of the recording. The same sound always gives the same gains.
 * @param peaks the waveform's peaks, {@link PEAKS_PER_FRAME} a frame, 0–1.
 * @returns Float32Array [frames], 0.85–1.2.
 */
export function emphasisGains(peaks: Float32Array, frames: number): Float32Array {
  const levels = Float64Array.from({ length: frames }, (_, frame) => levelOf(peaks, frame));
  const loud = Float64Array.from(levels).sort()[Math.floor(LOUD_SHARE * (frames - 1))] ?? 0;
  const spoken = levels.map((level) => (level > loud - PAUSE_BELOW ? 1 : 0));
  const word = averages(levels, spoken, WORD_FRAMES);
  const speaker = averages(levels, spoken, SPEAKER_FRAMES);
  return Float32Array.from(levels, (_, frame) => {
    const louder = (word[frame] ?? 0) - (speaker[frame] ?? 0);
    const gain = 1 + GAIN_PER_DB * louder + VARIATION * drift(frame / VARIATION_FRAMES);
    return Math.min(Math.max(gain, LEAST_GAIN), MOST_GAIN);
  });
}

/**
 * Applies gains to the opening, in place. Shut lips stay shut and open ones open: the gain acts from an opening of 0.1 on.
 * @param curves Float32Array [frames × 7], 0–1.
 * @param gains Float32Array [frames].
 */
export function emphasise(curves: Float32Array, gains: Float32Array): void {
  gains.forEach((gain, frame) => {
    const at = frame * CURVE_COUNT + OPEN;
    const open = curves[at] ?? 0;
    const reach = Math.min(Math.max(open / SHUT - 1, 0), 1);
    if (reach > 0) curves[at] = Math.min(open * (1 + (gain - 1) * reach), 1);
  });
}

/** dB of a frame's highest peak. */
function levelOf(peaks: Float32Array, frame: number): number {
  const from = frame * PEAKS_PER_FRAME;
  const peak = Math.max(QUIETEST, ...peaks.subarray(from, from + PEAKS_PER_FRAME));
  return 20 * Math.log10(peak);
}

/** Weighted averages around every frame with a triangular window, `radius` frames to both sides; 0 without any weight. */
function averages(values: Float64Array, weights: Float64Array, radius: number): Float64Array {
  const half = Math.floor(radius / 2);
  const triangle = (series: Float64Array) => boxSums(boxSums(series, half), radius - half);
  const total = triangle(values.map((value, i) => value * (weights[i] ?? 0)));
  const weight = triangle(weights);
  // Sums of whole numbers: less than a half is none.
  return total.map((sum, i) => ((weight[i] ?? 0) > 0.5 ? sum / (weight[i] ?? 1) : 0));
}

/** The sum of the values up to `radius` places away, for every place; beyond the ends is nothing. */
function boxSums(values: Float64Array, radius: number): Float64Array {
  const before = new Float64Array(values.length + 1);
  values.forEach((value, i) => (before[i + 1] = (before[i] ?? 0) + value));
  return values.map(
    (_, i) =>
      (before[Math.min(values.length, i + radius + 1)] ?? 0) -
      (before[Math.max(0, i - radius)] ?? 0),
  );
}

/** A smooth curve through a fixed random value, −1…1, at every whole number. */
function drift(time: number): number {
  const whole = Math.floor(time);
  const ease = (1 - Math.cos(Math.PI * (time - whole))) / 2;
  return noise(whole) * (1 - ease) + noise(whole + 1) * ease;
}

/** An integer's hash (multiplications and shifts of MurmurHash3's finaliser) as −1…1. */
function noise(index: number): number {
  let hash = Math.imul(index + 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x7fffffff - 1;
}
