import type { ColourMatch } from './colour-match';
import type { PixelRegion, Similarity } from './pixel-region';

export interface PasteJob {
  /** Drawn crop, planes [3 × size × size], 0–1. */
  drawn: Float32Array;
  /** Weight of the drawn crop, [size × size], 0–1; must be 0 on its border. */
  feather: Float32Array;
  /** Crop px → frame px. */
  transform: Similarity;
  colour: ColourMatch;
  /** 0–1, multiplies the feather: fades the whole mouth in and out. */
  weight: number;
}

/**
 * Blends the drawn crop into the region, warped back by bilinear interpolation.
 * Pixels where the feather is 0 keep their bytes exactly; alpha is never touched.
 */
export function pasteCrop(region: PixelRegion, job: PasteJob): void {
  const { drawn, feather, colour } = job;
  const area = feather.length;
  const size = Math.sqrt(area);
  if (!Number.isInteger(size) || drawn.length < 3 * area) {
    throw new RangeError(`A crop of ${drawn.length} values does not fit a feather of ${area}.`);
  }
  const weight = Math.min(1, Math.max(0, job.weight));
  if (weight === 0) return;
  const [a, b, tx, ty] = job.transform;
  const power = a * a + b * b;
  const stepU = a / power;
  const stepV = -b / power;
  const gain = colour.gain * 255;
  const offset = colour.offset.map((o) => o * 255);
  const { data, width, height } = region;
  const max = size - 1;
  for (let y = 0; y < height; y++) {
    const dx = region.x + 0.5 - tx;
    const dy = region.y + y + 0.5 - ty;
    let u = (a * dx + b * dy) / power - 0.5;
    let v = (a * dy - b * dx) / power - 0.5;
    for (let x = 0; x < width; x++, u += stepU, v += stepV) {
      if (u < 0 || v < 0 || u >= max || v >= max) continue;
      const u0 = u | 0;
      const v0 = v | 0;
      const p = v0 * size + u0;
      const wu = u - u0;
      const wv = v - v0;
      const w11 = wu * wv;
      const w01 = wu - w11;
      const w10 = wv - w11;
      const w00 = 1 - w01 - w10 - w11;
      const q = p + size;
      const alpha =
        weight *
        (w00 * (feather[p] as number) +
          w01 * (feather[p + 1] as number) +
          w10 * (feather[q] as number) +
          w11 * (feather[q + 1] as number));
      if (alpha <= 0) continue;
      const to = (y * width + x) * 4;
      for (let c = 0; c < 3; c++) {
        const s = p + c * area;
        const t = s + size;
        const value =
          w00 * (drawn[s] as number) +
          w01 * (drawn[s + 1] as number) +
          w10 * (drawn[t] as number) +
          w11 * (drawn[t + 1] as number);
        const now = data[to + c] as number;
        data[to + c] = now + alpha * (gain * value + (offset[c] as number) - now);
      }
    }
  }
}
