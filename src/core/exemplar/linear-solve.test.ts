import { expect, it } from 'vitest';
import { solvePositiveDefinite } from './linear-solve';

it('solves for several right sides at once', () => {
  const x = Float64Array.of(8, 2, 7, 1); // A · [[1, 0], [2, 1/3]]
  solvePositiveDefinite([4, 2, 2, 3], x, 2);
  const [a, b, c, d] = x as unknown as [number, number, number, number];
  expect([4 * a + 2 * c, 4 * b + 2 * d, 2 * a + 3 * c, 2 * b + 3 * d]).toEqual([
    expect.closeTo(8, 9),
    expect.closeTo(2, 9),
    expect.closeTo(7, 9),
    expect.closeTo(1, 9),
  ]);
});

it('refuses a matrix without an inverse', () => {
  expect(() => solvePositiveDefinite([1, 1, 1, 1], Float64Array.of(1, 1), 2)).toThrow(RangeError);
});
