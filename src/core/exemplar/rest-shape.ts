import { openingOf, widthOf } from './mouth-shape';
import { SHAPE_VALUES } from './pose';

/** Share of the frames, the most closed ones, among which the rest is looked for. */
const CLOSED_SHARE = 0.2;
/** Of these the half with the most usual width, at least and at most this many frames. */
const LEAST_FRAMES = 3;
const MOST_FRAMES = 60;

/**
 * A person's face at rest: the median, value by value, of frames with shut lips and neither smile nor pout.
 * @param shapes pose-free, Float32Array [478 × 3] each.
 */
export function restShape(shapes: readonly Float32Array[]): Float32Array {
  if (shapes.length === 0) throw new RangeError('A rest shape needs at least one face.');
  const closed = [...shapes]
    .sort((a, b) => openingOf(a) - openingOf(b))
    .slice(0, Math.max(LEAST_FRAMES, Math.ceil(shapes.length * CLOSED_SHARE)));
  const usual = median(closed.map(widthOf));
  const calm = closed
    .sort((a, b) => Math.abs(widthOf(a) - usual) - Math.abs(widthOf(b) - usual))
    .slice(0, Math.min(MOST_FRAMES, Math.max(LEAST_FRAMES, closed.length >> 1)));
  const rest = new Float32Array(SHAPE_VALUES);
  for (let k = 0; k < SHAPE_VALUES; k++) rest[k] = median(calm.map((shape) => shape[k] as number));
  return rest;
}

/** The value that a share `q` of the values lies below, linearly interpolated; NaN for none. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = Math.min(1, Math.max(0, q)) * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at - Math.floor(at));
}

const median = (values: ArrayLike<number>): number => quantile(values, 0.5);
