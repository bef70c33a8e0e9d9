/** A plane of 8-bit samples: value (x, y) at `offset` + y · `stride` + x · `step`. */
export interface Plane {
  data: Uint8Array;
  width: number;
  height: number;
  offset: number;
  stride: number;
  step: number;
}

/** Fraction bits of the weights. */
const BITS = 8;
const ONE = 1 << BITS;

/**
 * Shrinks a plane by bilinear interpolation, sample centres at half-integers.
 *
 * @param target Uint8 [height × width] from `at` on.
 */
export function shrinkPlane(
  { data, width, height, offset, stride, step }: Plane,
  target: Uint8Array,
  at: number,
  size: { width: number; height: number },
): void {
  const columns = tapsOf(width, size.width);
  const rows = tapsOf(height, size.height);
  let out = at;
  for (let y = 0; y < size.height; y++) {
    const above = offset + (rows.before[y] as number) * stride;
    const below = offset + (rows.after[y] as number) * stride;
    const down = rows.share[y] as number;
    for (let x = 0; x < size.width; x++) {
      const left = (columns.before[x] as number) * step;
      const right = (columns.after[x] as number) * step;
      const across = columns.share[x] as number;
      const top =
        (data[above + left] as number) * (ONE - across) + (data[above + right] as number) * across;
      const bottom =
        (data[below + left] as number) * (ONE - across) + (data[below + right] as number) * across;
      target[out++] = (top * (ONE - down) + bottom * down + (1 << (2 * BITS - 1))) >> (2 * BITS);
    }
  }
}

/** For each place of the small side, its two neighbours in the large one and the share of the second. */
function tapsOf(
  large: number,
  small: number,
): { before: Int32Array; after: Int32Array; share: Int32Array } {
  const [before, after, share] = [0, 1, 2].map(() => new Int32Array(small));
  if (!before || !after || !share) throw new TypeError('Three arrays were made.');
  for (let i = 0; i < small; i++) {
    const place = Math.max(0, ((i + 0.5) * large) / small - 0.5);
    before[i] = Math.min(large - 1, Math.floor(place));
    after[i] = Math.min(large - 1, Math.floor(place) + 1);
    share[i] = Math.round((place - Math.floor(place)) * ONE);
  }
  return { before, after, share };
}
