import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVE_COUNT, CURVES } from './curve-window';
import { shapeCurves } from './shape-curves';

const FRAMES = 60;
const PART = CURVES.indexOf('part');
const PRESS = CURVES.indexOf('press');

/** Silence, and from frame 20 to 40 speech with the given curves. */
function spoken(set: (curves: Float32Array, at: number, frame: number) => void): Float32Array {
  const curves = new Float32Array(FRAMES * CURVE_COUNT);
  for (let frame = 20; frame < 40; frame++) set(curves, frame * CURVE_COUNT, frame);
  return shapeCurves(curves, { openness: 1, speech: [{ start: 20, end: 40 }] });
}

const vowel = (curves: Float32Array, at: number): void => {
  curves[at] = 0.3;
};
const openAt = (curves: Float32Array, frame: number) => curves[frame * CURVE_COUNT] ?? NaN;
const partAt = (curves: Float32Array, frame: number) => curves[frame * CURVE_COUNT + PART] ?? NaN;

describe('before speech', () => {
  it('the lips part 40 to 120 ms ahead, more and more', () => {
    const curves = spoken(vowel);
    expect(openAt(curves, 16)).toBe(0);
    expect(partAt(curves, 17)).toBeGreaterThan(0.02);
    for (const frame of [17, 18, 19]) {
      expect(openAt(curves, frame)).toBeGreaterThan(openAt(curves, frame - 1));
      expect(openAt(curves, frame)).toBeLessThan(0.1);
    }
    expect(openAt(curves, 20)).toBe(Math.fround(0.3));
    // Behind speech there is nothing to take breath for.
    expect(openAt(curves, 40)).toBe(0);
  });

  it('they stay together when it begins with p, b or m', () => {
    const curves = spoken((c, at, frame) => {
      if (frame < 23) c[at + PRESS] = 0.85;
      else c[at] = 0.3;
    });
    for (let frame = 0; frame < 20; frame++) expect(openAt(curves, frame)).toBe(0);
  });

  it('they do so in proportion to a small openness, and not at all without any', () => {
    const curves = new Float32Array(FRAMES * CURVE_COUNT);
    for (const openness of [0, 0.5, 1, 1.5]) {
      const shaped = shapeCurves(curves, { openness, speech: [{ start: 20, end: 40 }] });
      expect(openAt(shaped, 19)).toBeCloseTo(0.084 * Math.min(openness, 1), 3);
    }
  });

  it('nothing but the three frames before speech changes', () => {
    const start = fc.integer({ min: 0, max: FRAMES - 1 });
    fc.assert(
      fc.property(start, fc.nat(20), (from, length) => {
        const shaped = shapeCurves(new Float32Array(FRAMES * CURVE_COUNT), {
          openness: 1,
          speech: [{ start: from, end: from + length }],
        });
        shaped.forEach((value, i) => {
          const frame = Math.floor(i / CURVE_COUNT);
          if (frame < from - 3 || frame >= from) expect(value).toBe(0);
        });
      }),
    );
  });
});
