/** Samples from one encoder step to the next: 41.67 Hz at 16 kHz. */
const ENCODER_STRIDE = 384;

/** The sample at which the encoder's first step stands: the middle of what its convolutions see. */
const ENCODER_CENTRE = 447;

/** Samples a step of what the mouth-curve head reads: 50 Hz, two steps a video frame. */
const STEP_SAMPLES = 320;
export const STEPS_PER_FRAME = 2;

/**
 * Encoder features → features at 50 Hz, by linear interpolation in time; both ends are held.
 * @param features Float32Array [encoder steps × width], at least two steps.
 * @param width values of one step.
 * @param steps number of output steps; step i stands at (i + ½) · 320 samples.
 * @returns Float32Array [steps × width].
 */
export function interpolateFeatures(
  features: Float32Array,
  width: number,
  steps: number,
): Float32Array {
  const available = features.length / width;
  if (!Number.isInteger(available) || available < 2) {
    throw new RangeError(
      `${features.length} values are not two or more steps of ${width} features.`,
    );
  }
  const out = new Float32Array(steps * width);
  for (let step = 0; step < steps; step++) {
    const position = ((step + 0.5) * STEP_SAMPLES - ENCODER_CENTRE) / ENCODER_STRIDE;
    const before = Math.min(Math.max(Math.floor(position), 0), available - 2);
    const weight = Math.min(Math.max(position - before, 0), 1);
    const a = before * width;
    const b = a + width;
    const to = step * width;
    for (let i = 0; i < width; i++) {
      out[to + i] = (features[a + i] ?? 0) * (1 - weight) + (features[b + i] ?? 0) * weight;
    }
  }
  return out;
}
