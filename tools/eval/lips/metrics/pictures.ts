/** How alike two RGBA pictures of one size are. */

/** Peak signal-to-noise ratio over red, green and blue, dB; at most {@link HIGHEST_PSNR}. */
export function psnr(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  return decibels(squaredError(a, b));
}

/** Mean squared error of red, green and blue. */
export function squaredError(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    if (i % 4 !== 3) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  }
  return sum / ((a.length / 4) * 3);
}

/** Of equal pictures. */
const HIGHEST_PSNR = 80;

export const decibels = (error: number): number =>
  Math.min(HIGHEST_PSNR, 10 * Math.log10((255 * 255) / error));

/** Mean absolute difference of red, green and blue, grey steps. */
export function meanStep(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    if (i % 4 !== 3) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  }
  return sum / ((a.length / 4) * 3);
}

/** Weights of the scales, full size first: the human eye's, of Wang et al. 2003, for the first four, to a sum of 1. */
const SCALES = [0.051, 0.33, 0.347, 0.272];
/** Keeps flat regions alike: Xue et al. 2014, for 8-bit values. */
const STABILISER = 170;

/**
 * Multi-scale gradient magnitude similarity deviation of the luminance: 0 for equal pictures, about 0.1 where edges
 * differ plainly, higher is worse. GMSD of Xue, Zhang, Mou and Bovik 2014 on four scales as in Zhang, Sun and Wang
 * 2017 (their root of the weighted sum of squares). It sees what PSNR forgives: blurred or misplaced edges.
 */
export function gradientDeviation(
  a: Uint8ClampedArray,
  b: Uint8ClampedArray,
  width: number,
  height: number,
): number {
  let [p, q]: [Plane, Plane] = [luminance(a, width, height), luminance(b, width, height)];
  let sum = 0;
  for (const weight of SCALES) {
    sum += weight * deviation(p, q) ** 2;
    [p, q] = [halved(p), halved(q)];
  }
  return Math.sqrt(sum);
}

interface Plane {
  width: number;
  height: number;
  values: Float32Array;
}

function luminance(pixels: Uint8ClampedArray, width: number, height: number): Plane {
  const values = Float32Array.from(
    { length: width * height },
    (_, i) =>
      0.299 * (pixels[4 * i] ?? 0) +
      0.587 * (pixels[4 * i + 1] ?? 0) +
      0.114 * (pixels[4 * i + 2] ?? 0),
  );
  return { width, height, values };
}

function halved({ width, height, values }: Plane): Plane {
  const [w, h] = [width >> 1, height >> 1];
  const half = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      const four = [values[at], values[at + 1], values[at + width], values[at + width + 1]];
      half[y * w + x] = four.reduce<number>((sum, value) => sum + (value ?? 0), 0) / 4;
    }
  }
  return { width: w, height: h, values: half };
}

/** Standard deviation of the similarity of gradient magnitudes over the plane. */
function deviation(p: Plane, q: Plane): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < p.height - 1; y++) {
    for (let x = 1; x < p.width - 1; x++) {
      const [a, b] = [gradient(p, x, y), gradient(q, x, y)];
      const alike = (2 * a * b + STABILISER) / (a * a + b * b + STABILISER);
      sum += alike;
      squares += alike * alike;
      count += 1;
    }
  }
  return count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}

/** Magnitude by Prewitt's operator. */
function gradient({ width, values }: Plane, x: number, y: number): number {
  const at = (dx: number, dy: number): number => values[(y + dy) * width + x + dx] ?? 0;
  const across = at(1, -1) + at(1, 0) + at(1, 1) - at(-1, -1) - at(-1, 0) - at(-1, 1);
  const down = at(-1, 1) + at(0, 1) + at(1, 1) - at(-1, -1) - at(0, -1) - at(1, -1);
  return Math.hypot(across / 3, down / 3);
}
