/** Phases a pixel of {@link CUBIC_WEIGHTS}. */
export const CUBIC_PHASES = 256;

/**
 * Weights of the four pixels around a place, four values a phase: Catmull–Rom (Keys 1981, a = −½), which goes
 * through the pixels and keeps what is sharp.
 */
export const CUBIC_WEIGHTS = cubicWeights();

function cubicWeights(): Float64Array {
  const weights = new Float64Array(CUBIC_PHASES * 4);
  for (let phase = 0; phase < CUBIC_PHASES; phase++) {
    const t = phase / CUBIC_PHASES;
    const at = phase * 4;
    weights[at] = (-t + 2 * t * t - t * t * t) / 2;
    weights[at + 1] = (2 - 5 * t * t + 3 * t * t * t) / 2;
    weights[at + 2] = (t + 4 * t * t - 3 * t * t * t) / 2;
    weights[at + 3] = (t * t * t - t * t) / 2;
  }
  return weights;
}
