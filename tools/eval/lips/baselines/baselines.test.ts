import { describe, expect, it } from 'vitest';
import { CURVE_COUNT, CURVES } from '../../../../src/core/lipsync/curve-window';
import { easedCurves } from './headaudio';
import { rhubarbCurves, visemeCurves, VISEMES } from './mouth-shapes';
import { cueCurves } from './rhubarb';

const at = (curves: Float32Array, frame: number, name: (typeof CURVES)[number]): number =>
  curves[frame * CURVE_COUNT + CURVES.indexOf(name)] ?? Number.NaN;

describe('mouth shapes of others', () => {
  it('stay within the curves’ range', () => {
    const rows = [
      ...'ABCDEFGHX'.split('').map(rhubarbCurves),
      ...Array.from({ length: VISEMES }, (_, i) => visemeCurves(i)),
    ];
    for (const row of rows) {
      expect(row).toHaveLength(CURVE_COUNT);
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...row)).toBeLessThanOrEqual(1);
    }
    expect(() => rhubarbCurves('Z')).toThrow(RangeError);
  });
});

describe('cueCurves', () => {
  const curves = cueCurves(
    [
      { start: 0, end: 0.4, value: 'D' },
      { start: 0.4, end: 0.52, value: 'A' },
      { start: 0.52, end: 1, value: 'D' },
    ],
    40,
  );

  it('reaches every held shape and crosses over in between', () => {
    expect(at(curves, 3, 'open')).toBeCloseTo(0.64);
    expect(at(curves, 11, 'open')).toBeCloseTo(0);
    expect(at(curves, 11, 'press')).toBeCloseTo(0.85);
    expect(at(curves, 9, 'open')).toBeCloseTo(0.64 * 0.75);
  });

  it('takes the later one where cues overlap, as Rhubarb’s do', () => {
    const both = cueCurves(
      [
        { start: 0, end: 0.8, value: 'D' },
        { start: 0.4, end: 0.8, value: 'A' },
      ],
      20,
    );
    expect(at(both, 15, 'press')).toBeCloseTo(0.85);
  });

  it('rests where no cue is', () => {
    expect(at(curves, 39, 'open')).toBe(0);
  });
});

describe('easedCurves', () => {
  /** 20 frames in quarters: PP is recognised from frame 10 to 14. */
  const shown = Array.from({ length: 80 }, (_, i) => (i >= 40 && i < 60 ? 5 : null));
  const curves = easedCurves(shown, 20);

  it('goes ahead of the recognition by a tenth of a second', () => {
    expect(at(curves, 6, 'press')).toBeCloseTo(0);
    expect(at(curves, 8, 'press')).toBeGreaterThan(0.2);
    expect(at(curves, 10, 'press')).toBeCloseTo(0.85);
  });

  it('lets go as it came', () => {
    expect(at(curves, 13, 'press')).toBeLessThan(0.8);
    expect(at(curves, 16, 'press')).toBeCloseTo(0);
  });
});
