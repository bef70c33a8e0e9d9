import { MOUTH_SIZE, type CanonicalMouth } from './canonical-mouth';
import { OUTER_LOWER_LIP, OUTER_UPPER_LIP } from './lip-contours';

/** Pictures from which the usual ring is made at most; more do not change a median. */
const MOST_PICTURES = 64;
/** The lips are left out with so much skin around them, canonical px: they move, the ring should not. */
const LIP_MARGIN = 2;
/** A ring further than this many times the median's distance is no usual one. */
const OUTLIER = 2.5;
/** A covered mouth is further than this times the 95 % quantile of the usual ones. */
const COVERED = 1.3;
const QUANTILE = 0.95;
/**
 * Below this no ring counts as covered, colour levels: freely moving faces reach 8.7, hands start at 15.2 (measured on
 * seven recordings).
 */
const FLOOR = 11;

/** 1 on the skin around the lips, 0 on the lips and where no face is: Uint8Array [48 × 48]. */
export function skinRing({ vertices, ids }: CanonicalMouth): Uint8Array {
  const outline = [...OUTER_UPPER_LIP, ...[...OUTER_LOWER_LIP].reverse().slice(1, -1)].map(
    (point) => [vertices[point * 3] as number, vertices[point * 3 + 1] as number] as const,
  );
  return Uint8Array.from(ids, (id, pixel) => {
    if (id < 0) return 0;
    const x = (pixel % MOUTH_SIZE) + 0.5;
    const y = Math.floor(pixel / MOUTH_SIZE) + 0.5;
    return insideOrNear(outline, x, y, LIP_MARGIN) ? 0 : 1;
  });
}

/** What the skin around one person's mouth usually looks like, and from where on something covers it. */
export interface UsualRing {
  /** Places in a canonical mouth, and the median colour there. */
  at: readonly number[];
  colours: Float32Array;
  /** Distance from which a mouth counts as covered, colour levels. */
  limit: number;
}

/** Colours of a canonical mouth, or of a part of it; see ring-look.ts. */
type Colours = Float32Array | Int8Array;

/** @param mouths canonical mouths of one person; some may be covered. */
export function usualRing(mouths: readonly Colours[], ring: Uint8Array): UsualRing {
  const at: number[] = [];
  ring.forEach((on, pixel) => {
    if (on === 1) at.push(pixel * 3, pixel * 3 + 1, pixel * 3 + 2);
  });
  const step = Math.max(1, mouths.length / MOST_PICTURES);
  const chosen: Colours[] = [];
  for (let i = 0; i < mouths.length; i += step) {
    const mouth = mouths[Math.floor(i)];
    if (mouth) chosen.push(mouth);
  }
  const column = new Float32Array(chosen.length);
  const colours = Float32Array.from(at, (place) => {
    chosen.forEach((mouth, i) => (column[i] = mouth[place] as number));
    return column.sort()[column.length >> 1] ?? 0;
  });
  const usual = { at, colours, limit: 0 };
  return { ...usual, limit: coverLimit(mouths.map((mouth) => ringDistance(mouth, usual))) };
}

/**
 * How far the skin around a mouth is from what it usually looks like, colour levels (root mean square):
 * a hand or a microphone before the mouth stands out.
 */
export function ringDistance(
  mouth: Colours,
  { at, colours }: Pick<UsualRing, 'at' | 'colours'>,
): number {
  let sum = 0;
  for (let i = 0; i < at.length; i++) {
    sum += ((mouth[at[i] as number] as number) - (colours[i] as number)) ** 2;
  }
  return Math.sqrt(sum / Math.max(1, at.length));
}

function coverLimit(distances: readonly number[]): number {
  const sorted = [...distances].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const usual = sorted.filter((distance) => distance <= OUTLIER * median);
  const high = usual[Math.floor((usual.length - 1) * QUANTILE)] ?? 0;
  return Math.max(FLOOR, COVERED * high);
}

/** Beyond the limit by this factor a mouth is surely covered: hands reach further. */
const SURELY = 1.35;

/** How free of anything before it a mouth is: 1, or less from the limit on, down to 0. */
export function freedom(mouth: Float32Array, usual: UsualRing): number {
  const over = ringDistance(mouth, usual) / usual.limit - 1;
  return Math.min(1, Math.max(0, 1 - over / (SURELY - 1)));
}

type Point = readonly [number, number];

function insideOrNear(outline: readonly Point[], x: number, y: number, margin: number): boolean {
  let inside = false;
  let nearest = Infinity;
  let previous = outline[outline.length - 1] as Point;
  for (const point of outline) {
    const [ax, ay] = previous;
    const [bx, by] = point;
    if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) inside = !inside;
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = length > 0 ? ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length : 0;
    const t = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
    previous = point;
  }
  return inside || nearest < margin;
}
