/**
 * Share of the second difference that is taken off along rows and columns, for pictures about a quarter larger than the crop.
 * Cutting the crop and pasting it back is bilinear twice, which softens: pictures sharpened so come back nearest to what they
 * were (tools/avatar's held-out frames: 39.8 → 42.5 dB for a copy, docs/lip-sync.md).
 */
export const RESAMPLING_LOSS = 0.2;

/**
 * Sharpens a drawn crop in place.
 * @param planes [channels × size × size].
 * @param scratch [size], overwritten.
 */
export function sharpen(
  planes: Float32Array,
  size: number,
  amount: number,
  scratch: Float32Array = new Float32Array(size),
): void {
  const centre = 1 + 2 * amount;
  for (let row = 0; row < planes.length; row += size) {
    let before = planes[row] as number;
    let here = before;
    for (let x = row; x < row + size - 1; x++) {
      const after = planes[x + 1] as number;
      planes[x] = centre * here - amount * (before + after);
      before = here;
      here = after;
    }
    planes[row + size - 1] = centre * here - amount * (before + here);
  }
  const area = size * size;
  for (let plane = 0; plane < planes.length; plane += area) {
    scratch.set(planes.subarray(plane, plane + size));
    for (let y = plane; y < plane + area; y += size) {
      const next = y + size < plane + area ? size : 0;
      for (let x = 0; x < size; x++) {
        const here = planes[y + x] as number;
        const after = planes[y + x + next] as number;
        planes[y + x] = centre * here - amount * ((scratch[x] as number) + after);
        scratch[x] = here;
      }
    }
  }
}
