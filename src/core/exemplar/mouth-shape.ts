import { INNER_LOWER_LIP, INNER_UPPER_LIP } from './draw/lip-contours';

/** Middle of the inner lips, and the corners of the mouth. */
const [UPPER, LOWER] = [13, 14];
const [RIGHT_CORNER, LEFT_CORNER] = [61, 291];

/**
 * What a mouth shall look like. Opening and width in distances of the outer eye corners; the other three 0–1, as in
 * the mouth curves.
 */
export interface MouthTarget {
  /** Gap between the inner lips, points 13–14. */
  open: number;
  /** Distance of the corners, points 61–291. */
  wide: number;
  /** Lips pressed together: m, b, p. */
  press: number;
  /** Lower lip under the upper teeth: f, v. */
  tuck: number;
  /** Lips pushed forward: sh, oo. */
  protrude: number;
}

/** Opening of a shape [478 × 3], in the picture's plane. */
export const openingOf = (shape: Float32Array): number => distance(shape, UPPER, LOWER);

/** Width of the mouth of a shape [478 × 3], in the picture's plane. */
export const widthOf = (shape: Float32Array): number => distance(shape, RIGHT_CORNER, LEFT_CORNER);

function distance(shape: Float32Array, a: number, b: number): number {
  return Math.hypot(
    (shape[a * 3] as number) - (shape[b * 3] as number),
    (shape[a * 3 + 1] as number) - (shape[b * 3 + 1] as number),
  );
}

/** Share of a change of the gap that the upper lip takes; the lower lip and the jaw do the rest. */
const UPPER_SHARE = 0.3;
/** The gap is scaled by at most this factor a round: a nearly shut mouth has no shape to enlarge. */
const MOST_STRETCH = 3;
const ROUNDS = 2;
/** Gaps below this, in eye distances, have no direction. */
const NO_GAP = 1e-4;

/**
 * Uncrosses the lips of `shape` and brings the gap between them to `open` exactly, so that a closure is one even for
 * a person who was never seen with shut lips. Changes `shape` in place; y points down.
 */
export function setOpening(shape: Float32Array, open: number): void {
  const y = (point: number): number => shape[point * 3 + 1] as number;
  for (let i = 1; i < INNER_UPPER_LIP.length - 1; i++) {
    const upper = INNER_UPPER_LIP[i] as number;
    const lower = INNER_LOWER_LIP[i] as number;
    const crossed = Math.min(0, y(lower) - y(upper));
    shape[lower * 3 + 1] = y(lower) - crossed * (1 - UPPER_SHARE);
    shape[upper * 3 + 1] = y(upper) + crossed * UPPER_SHARE;
  }
  for (let round = 0; round < ROUNDS; round++) {
    const gap = openingOf(shape);
    if (gap < NO_GAP) return;
    const change = Math.min(MOST_STRETCH, Math.max(0, open) / gap) - 1;
    for (let i = 1; i < INNER_UPPER_LIP.length - 1; i++) {
      const upper = (INNER_UPPER_LIP[i] as number) * 3;
      const lower = (INNER_LOWER_LIP[i] as number) * 3;
      for (let k = 0; k < 3; k++) {
        const by = change * ((shape[lower + k] as number) - (shape[upper + k] as number));
        shape[upper + k] = (shape[upper + k] as number) - by * UPPER_SHARE;
        shape[lower + k] = (shape[lower + k] as number) + by * (1 - UPPER_SHARE);
      }
    }
  }
}
