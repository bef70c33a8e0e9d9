/** Phases a pixel of {@link CUBIC_WEIGHTS}. */
export const CUBIC_PHASES = 256;
/** What the four weights of a phase add up to in {@link CUBIC_WEIGHTS}. */
export const CUBIC_ONE = 4096;

/**
 * Weights of the four pixels around a place, four whole numbers a phase: Catmull–Rom (Keys 1981, a = −½), which goes
 * through the pixels and keeps what is sharp.
 */
export const CUBIC_WEIGHTS = cubicWeights();

function cubicWeights(): Int16Array {
  const weights = new Int16Array(CUBIC_PHASES * 4);
  for (let phase = 0; phase < CUBIC_PHASES; phase++) {
    const t = phase / CUBIC_PHASES;
    const far = Math.round((CUBIC_ONE * (-t + 2 * t * t - t * t * t)) / 2);
    const next = Math.round((CUBIC_ONE * (t + 4 * t * t - 3 * t * t * t)) / 2);
    const last = Math.round((CUBIC_ONE * (t * t * t - t * t)) / 2);
    // Rounding must not change the brightness: the second weight takes what is left.
    weights.set([far, CUBIC_ONE - far - next - last, next, last], phase * 4);
  }
  return weights;
}
