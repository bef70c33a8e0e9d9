import { CUBIC_PHASES, CUBIC_WEIGHTS } from './cubic-weights';

/** RGBA bytes of `width` × `height` px. */
export interface Pixels {
  pixels: Uint8ClampedArray;
  width: number;
  height: number;
}

/**
 * Colour of a picture at the place (x, y), px with centres at half-integers, by cubic interpolation: RGB written
 * to `out`. Places outside repeat the border.
 */
export function sampleCubic(
  { pixels, width, height }: Pixels,
  x: number,
  y: number,
  out: Float64Array,
): void {
  const x0 = Math.floor(x - 0.5);
  const y0 = Math.floor(y - 0.5);
  const hx = (((x - 0.5 - x0) * CUBIC_PHASES) | 0) * 4;
  const hy = (((y - 0.5 - y0) * CUBIC_PHASES) | 0) * 4;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let j = 0; j < 4; j++) {
    const line = clamp(y0 - 1 + j, height - 1) * width;
    const wy = CUBIC_WEIGHTS[hy + j] as number;
    for (let i = 0; i < 4; i++) {
      const p = (line + clamp(x0 - 1 + i, width - 1)) * 4;
      const w = wy * (CUBIC_WEIGHTS[hx + i] as number);
      red += w * (pixels[p] as number);
      green += w * (pixels[p + 1] as number);
      blue += w * (pixels[p + 2] as number);
    }
  }
  out[0] = red;
  out[1] = green;
  out[2] = blue;
}

function clamp(index: number, max: number): number {
  return index < 0 ? 0 : index > max ? max : index;
}
