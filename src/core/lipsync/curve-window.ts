/** Mouth curves in their fixed order; each 0–1. */
export const CURVES = ['open', 'wide', 'purse', 'protrude', 'press', 'tuck', 'part'] as const;
export const CURVE_COUNT = CURVES.length;

/** Frames an engine sees around the one it draws: that frame, 4 before and 4 after. */
export const CURVE_WINDOW = 9;

/**
 * The curves around `frame` as Float32Array [9 × 7], out of Float32Array [frames × 7];
 * beyond the ends the first and last frame repeat.
 */
export function curveWindow(curves: Float32Array, frame: number): Float32Array {
  const frames = curves.length / CURVE_COUNT;
  if (frames < 1 || !Number.isInteger(frames)) {
    throw new RangeError(`${curves.length} values are no whole number of ${CURVE_COUNT} curves.`);
  }
  const window = new Float32Array(CURVE_WINDOW * CURVE_COUNT);
  for (let i = 0; i < CURVE_WINDOW; i++) {
    const from = Math.min(frames - 1, Math.max(0, frame + i - (CURVE_WINDOW - 1) / 2));
    const at = from * CURVE_COUNT;
    window.set(curves.subarray(at, at + CURVE_COUNT), i * CURVE_COUNT);
  }
  return window;
}
