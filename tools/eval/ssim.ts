/** Side of the windows, px, and their spacing. */
const WINDOW = 8;
const STEP = 4;
/** Constants of Wang et al. 2004 for 8-bit values. */
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/**
 * Structural similarity of the luminance of two RGBA pictures (Wang et al. 2004), mean over square windows of 8 px.
 * 1 is equality.
 */
export function ssim(
  a: Uint8ClampedArray,
  b: Uint8ClampedArray,
  width: number,
  height: number,
): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y + WINDOW <= height; y += STEP) {
    for (let x = 0; x + WINDOW <= width; x += STEP) {
      sum += windowSsim(a, b, x, y, width);
      count += 1;
    }
  }
  return count > 0 ? sum / count : 1;
}

function windowSsim(
  a: Uint8ClampedArray,
  b: Uint8ClampedArray,
  x0: number,
  y0: number,
  width: number,
): number {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let y = y0; y < y0 + WINDOW; y++) {
    for (let x = x0; x < x0 + WINDOW; x++) {
      const p = luminance(a, (y * width + x) * 4);
      const q = luminance(b, (y * width + x) * 4);
      sa += p;
      sb += q;
      saa += p * p;
      sbb += q * q;
      sab += p * q;
    }
  }
  const n = WINDOW * WINDOW;
  const [ma, mb] = [sa / n, sb / n];
  const [va, vb, cov] = [saa / n - ma * ma, sbb / n - mb * mb, sab / n - ma * mb];
  return ((2 * ma * mb + C1) * (2 * cov + C2)) / ((ma * ma + mb * mb + C1) * (va + vb + C2));
}

const luminance = (pixels: Uint8ClampedArray, p: number): number =>
  0.299 * (pixels[p] ?? 0) + 0.587 * (pixels[p + 1] ?? 0) + 0.114 * (pixels[p + 2] ?? 0);
