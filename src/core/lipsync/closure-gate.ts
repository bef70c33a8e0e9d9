import { CURVE_COUNT, CURVES } from './curve-window';

const OPEN = CURVES.indexOf('open');
const PRESS = CURVES.indexOf('press');
const PART = CURVES.indexOf('part');

/**
 * Probability of closed lips from which the mouth is forced shut, and from there to fully shut, where it is highest within
 * {@link GATE_REACH} frames: every closure has such a frame. Low, since a frame shut
 * in error costs little and an open p, b or m is seen (chosen in docs/lip-sync.md).
 */
const GATE_FROM = 0.06;
const GATE_RANGE = 0.1;
const GATE_REACH = 2;

/**
 * The same in all other frames. Training counts closures three times, so an even chance is called 0.75; shutting frames
 * below that would hold every closure too long.
 */
const HELD_FROM = 0.9;
const HELD_RANGE = 0.1;

/** Less probable closures than this press the lips proportionally less than the network's curve says. */
const FULL_PRESS_FROM = 0.15;

/** The press of lips that are fully shut, as in the training labels (tools/speech/labels.py). */
const CLOSED_PRESS = 0.85;

/**
 * The network's raw curves → mouth curves 0–1 in which likely closures are real ones. Regression alone
 * rounds closures off to half-open lips, which the eye notices at every p, b and m.
 * @param raw Float32Array [frames × 7], unlimited; NaN counts as 0.
 * @param closure Float32Array [frames], probability of closed lips.
 * @returns Float32Array [frames × 7].
 */
export function gateCurves(raw: Float32Array, closure: Float32Array): Float32Array {
  if (raw.length !== closure.length * CURVE_COUNT) {
    throw new RangeError(`${raw.length} curve values do not belong to ${closure.length} frames.`);
  }
  const curves = raw.map(clampToUnit);
  closure.forEach((probability, frame) => {
    const shut = Math.max(
      isHighest(closure, frame) ? clampToUnit((probability - GATE_FROM) / GATE_RANGE) : 0,
      clampToUnit((probability - HELD_FROM) / HELD_RANGE),
    );
    const at = frame * CURVE_COUNT;
    curves[at + OPEN] = (curves[at + OPEN] ?? 0) * (1 - shut);
    curves[at + PART] = (curves[at + PART] ?? 0) * (1 - shut);
    const press = (curves[at + PRESS] ?? 0) * clampToUnit(probability / FULL_PRESS_FROM);
    curves[at + PRESS] = Math.max(press, CLOSED_PRESS * shut);
  });
  return curves;
}

/** Whether no frame within reach has a higher probability. */
function isHighest(closure: Float32Array, frame: number): boolean {
  const around = closure.subarray(Math.max(0, frame - GATE_REACH), frame + GATE_REACH + 1);
  const probability = closure[frame] ?? 0;
  return around.every((other) => !(other > probability));
}

function clampToUnit(value: number): number {
  return value > 0 ? Math.min(value, 1) : 0;
}
