import { FPS } from '../time/units';
import { CURVE_COUNT, CURVES } from './curve-window';

const OPEN = CURVES.indexOf('open');
const PART = CURVES.indexOf('part');

/** Fastest opening and closing of the jaw, of its whole range a second: that of the training labels (tools/speech/labels.py). */
export const JAW_SPEED = 9;
/** Lips part faster than the jaw drops: a burst needs a few ms. */
const PART_SPEED = 18;

/**
 * Lowers openings that a jaw could not reach from the frames around them: a vowel of two frames between two stops
 * is spoken with a mouth hardly open, and a mouth that gapes for a single frame reads as a flicker. Closures are
 * kept to the frame; nothing is ever raised.
 * @param curves Float32Array [frames × 7], 0–1; changed in place.
 */
export function limitJawSpeed(curves: Float32Array): void {
  limitSteps(curves, OPEN, JAW_SPEED / FPS);
  limitSteps(curves, PART, PART_SPEED / FPS);
}

/**
 * Lowers a curve until no value is more than `step` above a neighbour in time.
 * @param curves [times × 7]; changed in place.
 */
export function limitSteps(curves: Float32Array | Float64Array, curve: number, step: number): void {
  const last = curves.length - CURVE_COUNT + curve;
  for (let i = curve + CURVE_COUNT; i <= last; i += CURVE_COUNT) {
    curves[i] = Math.min(curves[i] ?? 0, (curves[i - CURVE_COUNT] ?? 0) + step);
  }
  for (let i = last - CURVE_COUNT; i >= curve; i -= CURVE_COUNT) {
    curves[i] = Math.min(curves[i] ?? 0, (curves[i + CURVE_COUNT] ?? 0) + step);
  }
}
