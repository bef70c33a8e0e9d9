import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolateFeatures } from './features';

const WIDTH = 5;

/** Encoder steps whose every value is the sample at which the step stands. */
function clock(steps: number): Float32Array {
  return Float32Array.from({ length: steps * WIDTH }, (_, i) => 384 * Math.floor(i / WIDTH) + 447);
}

describe('interpolateFeatures', () => {
  it('reads every 50 Hz step at its own time, and holds the ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 0, max: 80 }), (n, steps) => {
        const out = interpolateFeatures(clock(n), WIDTH, steps);
        expect(out).toHaveLength(steps * WIDTH);
        const last = 384 * (n - 1) + 447;
        for (let step = 0; step < steps; step++) {
          const time = Math.min(Math.max(320 * step + 160, 447), last);
          expect(out[step * WIDTH]).toBeCloseTo(time, 1);
          expect(out[(step + 1) * WIDTH - 1]).toBeCloseTo(time, 1);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('refuses what is no sequence of features', () => {
    expect(() => interpolateFeatures(clock(1), WIDTH, 2)).toThrow(RangeError);
    expect(() => interpolateFeatures(new Float32Array(WIDTH * 2 + 1), WIDTH, 2)).toThrow(
      'steps of 5',
    );
  });
});
