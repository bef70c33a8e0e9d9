import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVE_COUNT } from './curve-window';
import { shapeCurves } from './shape-curves';

const FRAMES = 40;
const talking = new Float32Array(FRAMES * CURVE_COUNT).fill(0.5);
const openOf = (curves: Float32Array) =>
  Array.from({ length: FRAMES }, (_, frame) => curves[frame * CURVE_COUNT] ?? NaN);

const ranges = fc
  .uniqueArray(fc.integer({ min: 0, max: FRAMES }), { minLength: 0, maxLength: 8 })
  .map((cuts) => cuts.sort((a, b) => a - b))
  .map((cuts) =>
    Array.from({ length: Math.floor(cuts.length / 2) }, (_, i) => ({
      start: cuts[2 * i] ?? 0,
      end: cuts[2 * i + 1] ?? 0,
    })),
  );

describe('shapeCurves', () => {
  it('keeps speech as it is, rests in silence, and never jumps', () => {
    fc.assert(
      fc.property(ranges, (speech) => {
        const open = openOf(shapeCurves(talking, { openness: 1, speech }));
        open.forEach((value, frame) => {
          const away = Math.min(
            Infinity,
            ...speech.map(({ start, end }) => Math.max(start - frame, frame - end + 1, 0)),
          );
          if (away === 0) expect(value).toBe(0.5);
          if (away > 3) expect(value).toBe(0);
          // A step in one frame would be 0.5; the steepest frame of the transition is 0.18.
          if (frame > 0) expect(Math.abs(value - (open[frame - 1] ?? NaN))).toBeLessThan(0.19);
        });
      }),
    );
  });

  it('scales the opening, up to a fully open mouth', () => {
    const speech = [{ start: 0, end: FRAMES }];
    expect(openOf(shapeCurves(talking, { openness: 1.5, speech }))).toContain(0.75);
    expect(openOf(shapeCurves(talking.map((v) => v + 0.3), { openness: 1.5, speech }))[0]).toBe(1); // prettier-ignore
    const shut = shapeCurves(talking, { openness: 0, speech });
    expect(Array.from(shut.subarray(0, CURVE_COUNT))).toEqual([0, 0.5, 0.5, 0.5, 0.5, 0.5, 0]);
  });

  it('does not part the lips further when the mouth opens further', () => {
    const speech = [{ start: 0, end: FRAMES }];
    expect(shapeCurves(talking, { openness: 1.5, speech })[CURVE_COUNT - 1]).toBe(0.5);
  });

  it('leaves its input alone and refuses bad ones', () => {
    const before = talking.slice();
    shapeCurves(talking, { openness: 0.3, speech: [] });
    expect(talking).toEqual(before);
    expect(() => shapeCurves(talking, { openness: -1, speech: [] })).toThrow('Openness');
    expect(() => shapeCurves(new Float32Array(8), { openness: 1, speech: [] })).toThrow('8 values');
  });
});
