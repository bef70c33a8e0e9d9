import type { PixelRegion, Similarity } from './pixel-region';

/**
 * Cuts the aligned square out of a frame by bilinear interpolation, as planes R, G, B in 0–1:
 * `planes` is Float32Array [3 × size × size], NCHW. Pixels with `visible` 0 stay 0; places outside the
 * region repeat its border. Pixel centres are at half-integers in both crop and frame.
 */
export function extractCrop(
  region: PixelRegion,
  transform: Similarity,
  visible: Uint8Array,
  planes: Float32Array,
): void {
  const area = visible.length;
  const size = Math.sqrt(area);
  if (!Number.isInteger(size) || planes.length < 3 * area) {
    throw new RangeError(`Planes of ${planes.length} values do not fit a mask of ${area} pixels.`);
  }
  const [a, b, tx, ty] = transform;
  const { data, width, height } = region;
  const maxX = width - 1;
  const maxY = height - 1;
  for (let v = 0; v < size; v++) {
    let fx = a * 0.5 - b * (v + 0.5) + tx - region.x - 0.5;
    let fy = b * 0.5 + a * (v + 0.5) + ty - region.y - 0.5;
    for (let u = 0; u < size; u++, fx += a, fy += b) {
      const to = v * size + u;
      if (visible[to] === 0) {
        planes[to] = planes[to + area] = planes[to + 2 * area] = 0;
        continue;
      }
      const x = fx < 0 ? 0 : fx > maxX ? maxX : fx;
      const y = fy < 0 ? 0 : fy > maxY ? maxY : fy;
      const x0 = x | 0;
      const y0 = y | 0;
      const wx = x - x0;
      const wy = y - y0;
      const p00 = (y0 * width + x0) * 4;
      const p01 = x0 < maxX ? p00 + 4 : p00;
      const down = y0 < maxY ? width * 4 : 0;
      const w11 = (wx * wy) / 255;
      const w01 = wx / 255 - w11;
      const w10 = wy / 255 - w11;
      const w00 = 1 / 255 - w01 - w10 - w11;
      for (let c = 0; c < 3; c++) {
        planes[to + c * area] =
          w00 * (data[p00 + c] as number) +
          w01 * (data[p01 + c] as number) +
          w10 * (data[p00 + down + c] as number) +
          w11 * (data[p01 + down + c] as number);
      }
    }
  }
}
