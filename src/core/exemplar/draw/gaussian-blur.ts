/** The Gaussian is cut off at this many σ. */
const REACH = 3;

/** One half of a normalised Gaussian, from its middle outwards; σ in px. */
export function gaussian(sigma: number): Float32Array {
  const reach = Math.max(0, Math.ceil(sigma * REACH));
  const half = Float32Array.from({ length: reach + 1 }, (_, i) =>
    sigma > 0 ? Math.exp((-i * i) / (2 * sigma * sigma)) : 1,
  );
  const sum = half.reduce((total, value, i) => total + (i === 0 ? value : 2 * value), 0);
  return half.map((value) => value / sum);
}

/**
 * Separable blur of `plane` [height × width] in place; places outside repeat the border.
 * @param scratch at least as long as the plane.
 * @param kernel from {@link gaussian}.
 */
export function blur(
  plane: Float32Array,
  scratch: Float32Array,
  width: number,
  height: number,
  kernel: Float32Array,
): void {
  blurRows(plane, scratch, width, height, kernel);
  blurColumns(scratch, plane, width, height, kernel);
}

function blurRows(
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  kernel: Float32Array,
): void {
  const reach = kernel.length - 1;
  const middle = kernel[0] as number;
  for (let row = 0; row < height; row++) {
    const first = row * width;
    const last = first + width - 1;
    for (let at = first; at <= last; at++) {
      let sum = middle * (from[at] as number);
      // Only near the ends is there a border to heed.
      if (at - first >= reach && last - at >= reach) {
        for (let k = 1; k <= reach; k++) {
          sum += (kernel[k] as number) * ((from[at - k] as number) + (from[at + k] as number));
        }
      } else {
        for (let k = 1; k <= reach; k++) {
          const before = from[Math.max(first, at - k)] as number;
          const after = from[Math.min(last, at + k)] as number;
          sum += (kernel[k] as number) * (before + after);
        }
      }
      to[at] = sum;
    }
  }
}

/** Row by row as well: columns lie apart in memory. */
function blurColumns(
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  kernel: Float32Array,
): void {
  const middle = kernel[0] as number;
  for (let row = 0; row < height; row++) {
    const at = row * width;
    for (let x = 0; x < width; x++) to[at + x] = middle * (from[at + x] as number);
    for (let k = 1; k < kernel.length; k++) {
      const weight = kernel[k] as number;
      const above = Math.max(0, row - k) * width;
      const below = Math.min(height - 1, row + k) * width;
      for (let x = 0; x < width; x++) {
        to[at + x] =
          (to[at + x] as number) +
          weight * ((from[above + x] as number) + (from[below + x] as number));
      }
    }
  }
}
