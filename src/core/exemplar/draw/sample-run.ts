import { CUBIC_ONE, CUBIC_PHASES as PHASES, CUBIC_WEIGHTS as CUBIC } from './cubic-weights';
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

/** Bits dropped between the two directions of a cubic: 16ths of a level are left, and all sums fit into 32 bits. */
const DROPPED = 8;
const HALF = 1 << (DROPPED - 1);
const ONE = CUBIC_ONE ** 2 / 2 ** DROPPED;

/** By cubic interpolation, in whole numbers: keeps what is sharp. */
export const addRunCubic: AddRun = (picture, u, v, du, dv, count, sum, at, weight) => {
  const { pixels, width, height } = picture;
  const endU = u + du * (count - 1);
  const endV = v + dv * (count - 1);
  const [right, bottom] = [width - 2.001, height - 2.001];
  // A straight line between two places inside stays inside.
  const inside =
    u >= 1 && v >= 1 && endU >= 1 && endV >= 1 && u < right && v < bottom && endU < right && endV < bottom; // prettier-ignore
  if (!inside) {
    addAtBorder(picture, u, v, du, dv, count, sum, at, weight);
    return;
  }
  const stride = width * 4;
  const share = weight / ONE;
  for (let s = at, end = at + count * 3; s < end; s += 3, u += du, v += dv) {
    const x0 = u | 0;
    const y0 = v | 0;
    const hx = (((u - x0) * PHASES) | 0) * 4;
    const hy = (((v - y0) * PHASES) | 0) * 4;
    const a = CUBIC[hx] as number;
    const b = CUBIC[hx + 1] as number;
    const c = CUBIC[hx + 2] as number;
    const d = CUBIC[hx + 3] as number;
    let red = 0;
    let green = 0;
    let blue = 0;
    let p = (y0 - 1) * stride + x0 * 4 - 4;
    for (let k = hy; k < hy + 4; k++, p += stride) {
      const w = CUBIC[k] as number;
      const r =
        (a * (pixels[p] as number) +
          b * (pixels[p + 4] as number) +
          c * (pixels[p + 8] as number) +
          d * (pixels[p + 12] as number) +
          HALF) >>
        DROPPED;
      const g =
        (a * (pixels[p + 1] as number) +
          b * (pixels[p + 5] as number) +
          c * (pixels[p + 9] as number) +
          d * (pixels[p + 13] as number) +
          HALF) >>
        DROPPED;
      const f =
        (a * (pixels[p + 2] as number) +
          b * (pixels[p + 6] as number) +
          c * (pixels[p + 10] as number) +
          d * (pixels[p + 14] as number) +
          HALF) >>
        DROPPED;
      red = (red + w * r) | 0;
      green = (green + w * g) | 0;
      blue = (blue + w * f) | 0;
    }
    sum[s] = (sum[s] as number) + share * red;
    sum[s + 1] = (sum[s + 1] as number) + share * green;
    sum[s + 2] = (sum[s + 2] as number) + share * blue;
  }
};

const colour = new Float64Array(3);

const addAtBorder: AddRun = (picture, u, v, du, dv, count, sum, at, weight) => {
  for (let s = at, end = at + count * 3; s < end; s += 3, u += du, v += dv) {
    sampleCubic(picture, u + 0.5, v + 0.5, colour);
    for (let c = 0; c < 3; c++) {
      sum[s + c] = (sum[s + c] as number) + weight * (colour[c] as number);
    }
  }
};
