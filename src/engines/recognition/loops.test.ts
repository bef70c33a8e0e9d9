import { expect, it } from 'vitest';
import { repeatedShare } from './loops';

it('finds texts that repeat themselves', () => {
  const phrase = [4, 8, 15, 16, 23, 42];
  expect(repeatedShare([])).toBe(0);
  expect(repeatedShare([1, 1, 1])).toBe(0);
  expect(repeatedShare([...phrase, 7, ...phrase.toReversed()])).toBe(0);
  const loop = Array.from({ length: 10 }, () => phrase).flat();
  expect(repeatedShare(loop)).toBeGreaterThan(0.8);
  // Something said twice is no loop.
  expect(repeatedShare([1, 2, 3, 5, ...phrase, 9, 10, 11, 12, ...phrase, 13])).toBeLessThan(0.3);
});
