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
  blurLines(plane, scratch, kernel, { lines: height, length: width, step: 1, stride: width });
  blurLines(scratch, plane, kernel, { lines: width, length: height, step: width, stride: 1 });
}

function blurLines(
  from: Float32Array,
  to: Float32Array,
  kernel: Float32Array,
  { lines, length, step, stride }: Record<'lines' | 'length' | 'step' | 'stride', number>,
): void {
  const reach = kernel.length - 1;
  const middle = kernel[0] as number;
  const last = length - 1;
  for (let line = 0; line < lines; line++) {
    const base = line * stride;
    for (let i = 0; i < length; i++) {
      const at = base + i * step;
      let sum = middle * (from[at] as number);
      for (let k = 1; k <= reach; k++) {
        const before = i < k ? base : at - k * step;
        const after = i + k > last ? base + last * step : at + k * step;
        sum += (kernel[k] as number) * ((from[before] as number) + (from[after] as number));
      }
      to[at] = sum;
    }
  }
}
