import type { ColourMatch } from '../colour-match';
import type { RegionBounds } from '../pixel-region';
import type { FaceRect } from './face-boxes';

/** RGBA of a rectangle of a frame, 0–255: bytes, or numbers that are not rounded. */
export interface RectPixels extends RegionBounds {
  data: Uint8ClampedArray | Float32Array;
}

/** The part of a frame that a rectangle touches, with a pixel more for interpolation; null when it lies outside. */
export function rectBounds(
  { x, y, width, height }: FaceRect,
  frameWidth: number,
  frameHeight: number,
): RegionBounds | null {
  const left = Math.max(0, Math.floor(x) - 1);
  const top = Math.max(0, Math.floor(y) - 1);
  const right = Math.min(frameWidth, Math.ceil(x + width) + 1);
  const bottom = Math.min(frameHeight, Math.ceil(y + height) + 1);
  if (right <= left || bottom <= top) return null;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Two neighbours and the weight of the second, for each place along one side. */
interface Taps {
  first: Int32Array;
  second: Int32Array;
  weight: Float64Array;
}

/** `count` places, evenly spread over [start, start + span), among `length` pixels; the ends repeat. */
function taps(count: number, start: number, span: number, length: number): Taps {
  const first = new Int32Array(count);
  const second = new Int32Array(count);
  const weight = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = Math.min(length - 1, Math.max(0, start + ((i + 0.5) * span) / count - 0.5));
    first[i] = Math.floor(at);
    second[i] = Math.min(length - 1, (first[i] as number) + 1);
    weight[i] = at - (first[i] as number);
  }
  return { first, second, weight };
}

/**
 * Resizes an upright rectangle of the frame to planes R, G, B in 0–1, Float32Array [3 × size × size], by bilinear interpolation
 * (cv2.resize's default, which the networks were trained with). Places outside the region repeat its border.
 */
export function extractRect(
  region: RectPixels,
  rect: FaceRect,
  size: number,
  planes: Float32Array,
): void {
  const area = size * size;
  if (planes.length < 3 * area) {
    throw new RangeError(`Planes of ${planes.length} values do not fit ${size} × ${size} px.`);
  }
  const across = taps(size, rect.x - region.x, rect.width, region.width);
  const down = taps(size, rect.y - region.y, rect.height, region.height);
  const { data, width } = region;
  for (let v = 0; v < size; v++) {
    const upper = (down.first[v] as number) * width;
    const lower = (down.second[v] as number) * width;
    const wy = down.weight[v] as number;
    for (let u = 0; u < size; u++) {
      const left = across.first[u] as number;
      const right = across.second[u] as number;
      const wx = across.weight[u] as number;
      for (let c = 0; c < 3; c++) {
        const top = mix(data[(upper + left) * 4 + c], data[(upper + right) * 4 + c], wx);
        const bottom = mix(data[(lower + left) * 4 + c], data[(lower + right) * 4 + c], wx);
        planes[c * area + v * size + u] = mix(top, bottom, wy) / 255;
      }
    }
  }
}

export interface RectPaste {
  /** Drawn picture, planes R, G, B [3 × size × size], 0–1. */
  drawn: Float32Array;
  /** Weight of the drawn picture, [size × size], 0–1; 0 on its border. */
  weights: Float32Array;
  rect: FaceRect;
  colour: ColourMatch;
  /** 0–1, multiplies the weights: fades the whole mouth in and out. */
  weight: number;
}

/**
 * Blends the drawn picture into the region, resized back to the rectangle. Pixels of weight 0 keep their bytes
 * exactly; alpha is never touched.
 */
export function pasteRect(region: RectPixels, paste: RectPaste): void {
  const { drawn, weights, rect, colour } = paste;
  const area = weights.length;
  const size = Math.sqrt(area);
  if (!Number.isInteger(size) || drawn.length < 3 * area) {
    throw new RangeError(`A picture of ${drawn.length} values does not fit weights of ${area}.`);
  }
  const strength = Math.min(1, Math.max(0, paste.weight));
  if (strength === 0) return;
  const columns = inside(region.x, region.width, rect.x, rect.width);
  const rows = inside(region.y, region.height, rect.y, rect.height);
  const across = backTaps(columns, rect.x, rect.width, size);
  const down = backTaps(rows, rect.y, rect.height, size);
  const gain = colour.gain * 255;
  const { data, width } = region;
  for (let row = 0; row < down.first.length; row++) {
    const upper = (down.first[row] as number) * size;
    const lower = (down.second[row] as number) * size;
    const wy = down.weight[row] as number;
    const to = (rows.start + row - region.y) * width - region.x;
    for (let column = 0; column < across.first.length; column++) {
      const left = across.first[column] as number;
      const right = across.second[column] as number;
      const wx = across.weight[column] as number;
      const sample = (plane: Float32Array, from: number): number =>
        mix(
          mix(plane[from + upper + left], plane[from + upper + right], wx),
          mix(plane[from + lower + left], plane[from + lower + right], wx),
          wy,
        );
      const alpha = strength * sample(weights, 0);
      if (alpha <= 0) continue;
      const pixel = (to + columns.start + column) * 4;
      for (let c = 0; c < 3; c++) {
        const value = gain * sample(drawn, c * area) + (colour.offset[c] ?? 0) * 255;
        const now = data[pixel + c] as number;
        data[pixel + c] = now + alpha * (value - now);
      }
    }
  }
}

/** The pixels of one side whose centres lie in the rectangle: [start, end) in frame px. */
function inside(
  regionStart: number,
  regionLength: number,
  rectStart: number,
  rectLength: number,
): { start: number; end: number } {
  const start = Math.max(regionStart, Math.ceil(rectStart - 0.5));
  const end = Math.min(regionStart + regionLength, Math.ceil(rectStart + rectLength - 0.5));
  return { start, end: Math.max(start, end) };
}

/** Places in a picture of `size` px for each frame pixel of the span. */
function backTaps(
  { start, end }: { start: number; end: number },
  rectStart: number,
  rectLength: number,
  size: number,
): Taps {
  const scale = size / rectLength;
  return taps(end - start, (start - rectStart) * scale, (end - start) * scale, size);
}

const mix = (one: number | undefined, other: number | undefined, weight: number): number =>
  (one as number) * (1 - weight) + (other as number) * weight;
