import { CUBIC_PHASES as PHASES, CUBIC_WEIGHTS as CUBIC } from './cubic-weights';
import { sampleCubic, type Pixels } from './sample-point';

/**
 * Reads a picture along a straight line: `count` places from (u, v) on, each (du, dv) further, in px with centres at whole
 * numbers. RGB is added to `sum` from `at` on with `weight`. Places outside repeat the border; a picture has at least
 * 2 × 2 px.
 */
export type AddRun = (
  picture: Pixels,
  u: number,
  v: number,
  du: number,
  dv: number,
  count: number,
  sum: Float32Array,
  at: number,
  weight: number,
) => void;

/** By bilinear interpolation: for blurred or minor sources. */
export const addRunBilinear: AddRun = (picture, u, v, du, dv, count, sum, at, weight) => {
  const { pixels, width, height } = picture;
  const maxX = width - 1.0001;
  const maxY = height - 1.0001;
  const stride = width * 4;
  for (let s = at, end = at + count * 3; s < end; s += 3, u += du, v += dv) {
    const x = u < 0 ? 0 : u > maxX ? maxX : u;
    const y = v < 0 ? 0 : v > maxY ? maxY : v;
    const x0 = x | 0;
    const y0 = y | 0;
    const wu = x - x0;
    const wv = y - y0;
    const p = y0 * stride + x0 * 4;
    const q = p + stride;
    const w11 = wu * wv * weight;
    const w01 = wu * weight - w11;
    const w10 = wv * weight - w11;
    const w00 = weight - w01 - w10 - w11;
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
};

/** Lines read so: along rows of the picture, not much stretched, and rising by less than half a pixel a pixel. */
const [LEAST_STEP, MOST_STEP, MOST_SLOPE] = [0.5, 2, 0.5];

/** RGB where a run crosses the columns of the picture. */
let columns = new Float64Array(0);

/**
 * By cubic interpolation: keeps what is sharp. Each column of the picture is read once, where the line crosses it, and the places
 * are read from the columns (two-pass warp, Catmull and Smith 1980): half the time of reading 16 pixels a place.
 */
export const addRunCubic: AddRun = (picture, u, v, du, dv, count, sum, at, weight) => {
  const { pixels, width, height } = picture;
  const slope = dv / du;
  const steady = du > LEAST_STEP && du < MOST_STEP && slope < MOST_SLOPE && slope > -MOST_SLOPE;
  const first = Math.floor(u) - 1;
  const last = Math.floor(u + du * (count - 1)) + 2;
  const firstV = v + slope * (first - u);
  const lastV = v + slope * (last - u);
  // A straight line between two places inside stays inside.
  const bottom = height - 2.001;
  const inside = first >= 0 && last < width && firstV >= 1 && lastV >= 1 && firstV < bottom && lastV < bottom; // prettier-ignore
  if (!steady || !inside) {
    addPlaces(picture, u, v, du, dv, count, sum, at, weight);
    return;
  }
  if (columns.length < (last - first + 1) * 3) columns = new Float64Array((width + 1) * 3);
  const stride = width * 4;
  let y = firstV;
  for (let x = first, k = 0; x <= last; x++, k += 3, y += slope) {
    const y0 = y | 0;
    const h = (((y - y0) * PHASES) | 0) * 4;
    const a = CUBIC[h] as number;
    const b = CUBIC[h + 1] as number;
    const c = CUBIC[h + 2] as number;
    const d = CUBIC[h + 3] as number;
    const p = (y0 - 1) * stride + x * 4;
    const q = p + stride;
    const r = q + stride;
    const t = r + stride;
    columns[k] =
      a * (pixels[p] as number) +
      b * (pixels[q] as number) +
      c * (pixels[r] as number) +
      d * (pixels[t] as number);
    columns[k + 1] =
      a * (pixels[p + 1] as number) +
      b * (pixels[q + 1] as number) +
      c * (pixels[r + 1] as number) +
      d * (pixels[t + 1] as number);
    columns[k + 2] =
      a * (pixels[p + 2] as number) +
      b * (pixels[q + 2] as number) +
      c * (pixels[r + 2] as number) +
      d * (pixels[t + 2] as number);
  }
  for (let s = at, end = at + count * 3; s < end; s += 3, u += du) {
    const x0 = u | 0;
    const h = (((u - x0) * PHASES) | 0) * 4;
    const a = weight * (CUBIC[h] as number);
    const b = weight * (CUBIC[h + 1] as number);
    const c = weight * (CUBIC[h + 2] as number);
    const d = weight * (CUBIC[h + 3] as number);
    const k = (x0 - 1 - first) * 3;
    for (let i = 0; i < 3; i++) {
      sum[s + i] =
        (sum[s + i] as number) +
        a * (columns[k + i] as number) +
        b * (columns[k + 3 + i] as number) +
        c * (columns[k + 6 + i] as number) +
        d * (columns[k + 9 + i] as number);
    }
  }
};

const colour = new Float64Array(3);

/** Place by place: at the border, and where a triangle is seen much larger, smaller or turned. */
const addPlaces: AddRun = (picture, u, v, du, dv, count, sum, at, weight) => {
  for (let s = at, end = at + count * 3; s < end; s += 3, u += du, v += dv) {
    sampleCubic(picture, u + 0.5, v + 0.5, colour);
    for (let c = 0; c < 3; c++) {
      sum[s + c] = (sum[s + c] as number) + weight * (colour[c] as number);
    }
  }
};
