import type { FacePicture } from '../face-picture';
import { MAP_SIZE } from './affine-maps';
import { CUBIC_PHASES as PHASES, CUBIC_WEIGHTS as CUBIC } from './cubic-weights';

export interface RowJob {
  /** Picture to read; places outside repeat its border. At least 2 × 2 px. */
  picture: Pick<FacePicture, 'pixels' | 'width' | 'height'>;
  /** From drawn px to px of the picture, for each triangle: Float64Array [triangles × 6]. */
  maps: Float64Array;
  /** Covering triangle of each pixel, −1 for none. */
  ids: Int16Array;
  /** 0 where the pixel of the row is not wanted: Uint8Array [width]. */
  wanted: Uint8Array;
  /** Index of the row's first pixel in `ids`. */
  start: number;
  from: number;
  to: number;
  row: number;
  /** RGB is added to this with `weight`: Float32Array [width × 3]. */
  sum: Float32Array;
  weight: number;
}

/** Adds the picture's wanted pixels of one row by bilinear interpolation: for blurred or minor sources. */
export function addRowBilinear(job: RowJob): void {
  const { maps, ids, wanted, start, to, sum, weight } = job;
  const { pixels, width, height } = job.picture;
  const maxX = width - 1.0001;
  const maxY = height - 1.0001;
  const stride = width * 4;
  const cy = job.row + 0.5;
  for (let x = job.from; x < to; x++) {
    if (wanted[x] === 0) continue;
    const m = (ids[start + x] as number) * MAP_SIZE;
    const cx = x + 0.5;
    let u = (maps[m] as number) * cx + (maps[m + 1] as number) * cy + (maps[m + 2] as number) - 0.5;
    let v =
      (maps[m + 3] as number) * cx + (maps[m + 4] as number) * cy + (maps[m + 5] as number) - 0.5;
    u = u < 0 ? 0 : u > maxX ? maxX : u;
    v = v < 0 ? 0 : v > maxY ? maxY : v;
    const x0 = u | 0;
    const y0 = v | 0;
    const wu = u - x0;
    const wv = v - y0;
    const p = y0 * stride + x0 * 4;
    const q = p + stride;
    const w11 = wu * wv * weight;
    const w01 = wu * weight - w11;
    const w10 = wv * weight - w11;
    const w00 = weight - w01 - w10 - w11;
    const s = x * 3;
    sum[s] =
      (sum[s] as number) +
      w00 * (pixels[p] as number) +
      w01 * (pixels[p + 4] as number) +
      w10 * (pixels[q] as number) +
      w11 * (pixels[q + 4] as number);
    sum[s + 1] =
      (sum[s + 1] as number) +
      w00 * (pixels[p + 1] as number) +
      w01 * (pixels[p + 5] as number) +
      w10 * (pixels[q + 1] as number) +
      w11 * (pixels[q + 5] as number);
    sum[s + 2] =
      (sum[s + 2] as number) +
      w00 * (pixels[p + 2] as number) +
      w01 * (pixels[p + 6] as number) +
      w10 * (pixels[q + 2] as number) +
      w11 * (pixels[q + 6] as number);
  }
}

/** Adds the picture's wanted pixels of one row by cubic interpolation: keeps what is sharp. */
export function addRowCubic(job: RowJob): void {
  const { maps, ids, wanted, start, to, sum, weight } = job;
  const { pixels, width, height } = job.picture;
  const maxX = width - 1;
  const maxY = height - 1;
  const stride = width * 4;
  const cy = job.row + 0.5;
  for (let x = job.from; x < to; x++) {
    if (wanted[x] === 0) continue;
    const m = (ids[start + x] as number) * MAP_SIZE;
    const cx = x + 0.5;
    const u =
      (maps[m] as number) * cx + (maps[m + 1] as number) * cy + (maps[m + 2] as number) - 0.5;
    const v =
      (maps[m + 3] as number) * cx + (maps[m + 4] as number) * cy + (maps[m + 5] as number) - 0.5;
    const x0 = Math.floor(u);
    const y0 = Math.floor(v);
    const hx = (((u - x0) * PHASES) | 0) * 4;
    const hy = (((v - y0) * PHASES) | 0) * 4;
    const a = CUBIC[hx] as number;
    const b = CUBIC[hx + 1] as number;
    const c = CUBIC[hx + 2] as number;
    const d = CUBIC[hx + 3] as number;
    const inside = x0 >= 1 && y0 >= 1 && x0 < maxX - 1 && y0 < maxY - 1;
    const c0 = inside ? x0 * 4 - 4 : clamp(x0 - 1, maxX) * 4;
    const c1 = inside ? x0 * 4 : clamp(x0, maxX) * 4;
    const c2 = inside ? x0 * 4 + 4 : clamp(x0 + 1, maxX) * 4;
    const c3 = inside ? x0 * 4 + 8 : clamp(x0 + 2, maxX) * 4;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let k = 0; k < 4; k++) {
      const line = (inside ? y0 - 1 + k : clamp(y0 - 1 + k, maxY)) * stride;
      const w = CUBIC[hy + k] as number;
      const p = line + c0;
      const q = line + c1;
      const r = line + c2;
      const t = line + c3;
      red +=
        w *
        (a * (pixels[p] as number) +
          b * (pixels[q] as number) +
          c * (pixels[r] as number) +
          d * (pixels[t] as number));
      green +=
        w *
        (a * (pixels[p + 1] as number) +
          b * (pixels[q + 1] as number) +
          c * (pixels[r + 1] as number) +
          d * (pixels[t + 1] as number));
      blue +=
        w *
        (a * (pixels[p + 2] as number) +
          b * (pixels[q + 2] as number) +
          c * (pixels[r + 2] as number) +
          d * (pixels[t + 2] as number));
    }
    const s = x * 3;
    sum[s] = (sum[s] as number) + weight * red;
    sum[s + 1] = (sum[s + 1] as number) + weight * green;
    sum[s + 2] = (sum[s + 2] as number) + weight * blue;
  }
}

function clamp(index: number, max: number): number {
  return index < 0 ? 0 : index > max ? max : index;
}
