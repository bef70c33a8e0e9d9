import { expect, test } from 'vitest';
import { CURVE_COUNT } from './curve-window';
import { meanReading } from './mean-reading';

const reading = (value: number, closure: number, frames = 2) => ({
  curves: new Float32Array(frames * CURVE_COUNT).fill(value),
  closure: new Float32Array(frames).fill(closure),
});

test('curves are averaged by weight, closures by their logits', () => {
  const { curves, closure } = meanReading([
    { reading: reading(0.2, 0.9), weight: 0.75 },
    { reading: reading(0.6, 0.01), weight: 0.25 },
  ]);
  expect(curves[3]).toBeCloseTo(0.3);
  // 0.75 · ln 9 − 0.25 · ln 99 = 0.499
  expect(closure[1]).toBeCloseTo(0.6223, 3);
});

test('one reading is given as it is', () => {
  const only = reading(-0.3, 0);
  expect(meanReading([{ reading: only, weight: 1 }])).toBe(only);
});

test('a head that is certain leaves the others a say', () => {
  const { closure } = meanReading([
    { reading: reading(0, 1), weight: 0.3 },
    { reading: reading(0, 0.001), weight: 0.7 },
  ]);
  expect(closure[0]).toBeLessThan(0.6);
});

test('readings of other frames are refused', () => {
  const two = [
    { reading: reading(0, 0), weight: 0.5 },
    { reading: reading(0, 0, 3), weight: 0.5 },
  ];
  expect(() => meanReading(two)).toThrow('Heads have read 21 and 14 values.');
  expect(() => meanReading([])).toThrow(RangeError);
});
