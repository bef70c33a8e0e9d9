import { describe, expect, it } from 'vitest';
import { correlation, lagOf, mean, quantile, runs, standardDeviation } from './series';

describe('statistics', () => {
  it('are those of the textbook', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
    expect(correlation([1, 2, 3, 4], [10, 20, 30, 40])).toBeCloseTo(1);
    expect(correlation([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1);
    expect(correlation([1, 2, 3, 4], [1, -1, -1, 1])).toBeCloseTo(0);
    expect(correlation([1, 1], [1, 2])).toBeNaN();
  });

  it('quantile is a value of the list', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([3, 1, 2], 1)).toBe(3);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('runs are half-open stretches', () => {
    const marks = [1, 1, 0, 1, 0, 0, 1];
    expect(runs(7, (i) => marks[i] === 1)).toEqual([
      [0, 2],
      [3, 4],
      [6, 7],
    ]);
  });
});

describe('lagOf', () => {
  const wave = Array.from({ length: 200 }, (_, i) => Math.sin(i / 5) + Math.sin(i / 11));

  it('is positive for what comes late and negative for what comes early', () => {
    expect(lagOf([...wave.slice(-3), ...wave.slice(0, -3)], wave, 8)).toBeCloseTo(3, 1);
    expect(lagOf([...wave.slice(2), 0, 0], wave, 8)).toBeCloseTo(-2, 1);
  });

  it('finds fractions of a frame and passes over gaps', () => {
    const late = wave.map((_, i) => Math.sin((i - 0.5) / 5) + Math.sin((i - 0.5) / 11));
    expect(lagOf(late, wave, 8)).toBeCloseTo(0.5, 1);
    late[20] = Number.NaN;
    expect(lagOf(late, wave, 8)).toBeCloseTo(0.5, 1);
  });
});
