import { describe, expect, it } from 'vitest';
import { decibels, gradientDeviation, meanStep, squaredError } from './pictures';

const SIDE = 64;

/** A disc with a sharp or soft edge on grey. */
function disc(softness: number, shift = 0, add = 0): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(SIDE * SIDE * 4);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const away = Math.hypot(x - SIDE / 2 - shift, y - SIDE / 2) - SIDE / 4;
      const value = 60 + 140 / (1 + Math.exp(away / softness)) + add;
      pixels.set([value, value, value, 255], (y * SIDE + x) * 4);
    }
  }
  return pixels;
}

const sharp = disc(0.2);

describe('squaredError and decibels', () => {
  it('leave the alpha channel out', () => {
    const other = sharp.slice();
    for (let i = 3; i < other.length; i += 4) other[i] = 0;
    expect(squaredError(sharp, other)).toBe(0);
    expect(decibels(0)).toBe(80);
  });

  it('know a difference of ten grey steps', () => {
    const other = disc(0.2, 0, 10);
    expect(squaredError(sharp, other)).toBeCloseTo(100, 0);
    expect(decibels(100)).toBeCloseTo(28.13, 2);
    expect(meanStep(sharp, other)).toBeCloseTo(10, 1);
  });
});

describe('gradientDeviation', () => {
  const apart = (other: Uint8ClampedArray): number => gradientDeviation(sharp, other, SIDE, SIDE);

  it('is 0 for equal pictures and hardly more for a little more light', () => {
    expect(apart(sharp)).toBe(0);
    expect(apart(disc(0.2, 0, 6))).toBeLessThan(0.005);
  });

  it('grows with the blur of an edge', () => {
    expect(apart(disc(1))).toBeGreaterThan(0.01);
    expect(apart(disc(3))).toBeGreaterThan(1.5 * apart(disc(1)));
  });

  it('grows with the distance of an edge', () => {
    expect(apart(disc(0.2, 4))).toBeGreaterThan(1.5 * apart(disc(0.2, 1)));
  });

  it('is the same both ways', () => {
    const other = disc(2, 3);
    expect(gradientDeviation(other, sharp, SIDE, SIDE)).toBeCloseTo(apart(other), 9);
  });
});
