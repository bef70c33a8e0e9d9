import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CURVE_COUNT } from './curve-window';
import { limitJawSpeed } from './jaw-speed';

/** Curves whose `open` is given and whose `part` is 0. */
function opening(values: readonly number[]): Float32Array {
  const curves = new Float32Array(values.length * CURVE_COUNT);
  values.forEach((value, frame) => curves.set([value], frame * CURVE_COUNT));
  return curves;
}

function limited(values: readonly number[]): number[] {
  const curves = opening(values);
  limitJawSpeed(curves);
  return values.map((_, frame) => curves[frame * CURVE_COUNT] ?? NaN);
}

it('opens a vowel of a single frame between two stops hardly at all', () => {
  expect(limited([0, 0, 1, 0, 0])[2]).toBeCloseTo(0.36);
});

it('leaves a vowel that has time as it is, at its height', () => {
  const vowel = [0, 0.3, 0.6, 0.9, 1, 1, 0.9, 0.6, 0.3, 0];
  limited(vowel).forEach((value, frame) => expect(value).toBeCloseTo(vowel[frame] ?? NaN));
});

it('never raises an opening, nor moves faster than the jaw', () => {
  const openings = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(openings, (values) => {
      const result = limited(values);
      result.forEach((value, frame) => {
        expect(value).toBeLessThanOrEqual((values[frame] ?? NaN) + 1e-6);
        const step = Math.abs(value - (result[frame - 1] ?? value));
        expect(step).toBeLessThanOrEqual(0.36 + 1e-6);
      });
    }),
  );
});
