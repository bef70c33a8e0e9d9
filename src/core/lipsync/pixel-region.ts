/** A rectangle of a frame: RGBA bytes of `width` × `height` px whose first pixel is frame pixel (x, y). */
export interface PixelRegion {
  x: number;
  y: number;
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

export type RegionBounds = Omit<PixelRegion, 'data'>;

/** One similarity crop → frame, as in core/faces/alignment: (a, b, tx, ty). */
export type Similarity = readonly [a: number, b: number, tx: number, ty: number];

/** The transform of `frame` out of Float32Array [frames × 4]; null where there is no face or no such frame. */
export function transformAt(transforms: Float32Array, frame: number): Similarity | null {
  const [a, b, tx, ty] = transforms.subarray(frame * 4, frame * 4 + 4);
  if (a === undefined || b === undefined || tx === undefined || ty === undefined) return null;
  return Number.isFinite(a + b + tx + ty) && a * a + b * b > 0 ? [a, b, tx, ty] : null;
}

/**
 * The part of a `frameWidth` × `frameHeight` frame that a crop of `size` px touches, with one pixel more for
 * interpolation; null when the crop lies wholly outside.
 */
export function cropBounds(
  [a, b, tx, ty]: Similarity,
  size: number,
  frameWidth: number,
  frameHeight: number,
): RegionBounds | null {
  const spanX = [0, a * size, -b * size, (a - b) * size];
  const spanY = [0, b * size, a * size, (a + b) * size];
  const left = Math.max(0, Math.floor(tx + Math.min(...spanX)) - 1);
  const top = Math.max(0, Math.floor(ty + Math.min(...spanY)) - 1);
  const right = Math.min(frameWidth, Math.ceil(tx + Math.max(...spanX)) + 1);
  const bottom = Math.min(frameHeight, Math.ceil(ty + Math.max(...spanY)) + 1);
  if (right <= left || bottom <= top) return null;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
