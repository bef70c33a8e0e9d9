/** Inverse of a 3 × 3 matrix, Float64Array [9] row by row, by cofactors. */
export function invert3(m: Float64Array): Float64Array {
  const at = (row: number, column: number): number => m[(row % 3) * 3 + (column % 3)] as number;
  // With cyclic indices the cofactors need no signs.
  const cofactor = (i: number, k: number): number =>
    at(i + 1, k + 1) * at(i + 2, k + 2) - at(i + 1, k + 2) * at(i + 2, k + 1);
  const determinant =
    at(0, 0) * cofactor(0, 0) + at(0, 1) * cofactor(0, 1) + at(0, 2) * cofactor(0, 2);
  return Float64Array.from(
    { length: 9 },
    (_, n) => cofactor(n % 3, Math.floor(n / 3)) / determinant,
  );
}
