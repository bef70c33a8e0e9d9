import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVES } from '../lipsync/curve-window';
import { mouthRange, neverOpens } from './calibration';
import { mouthTargets, targetAt } from './mouth-targets';

const RANGE = { shut: 0.003, open: 0.18, rest: 0.6, spread: 0.66, pursed: 0.48 };

type Curve = Partial<Record<(typeof CURVES)[number], number>>;
const curvesOf = (frames: Curve[]): Float32Array =>
  Float32Array.from(frames.flatMap((frame) => CURVES.map((name) => frame[name] ?? 0)));
const held = (frame: Curve, frames: number): Curve[] => Array.from({ length: frames }, () => frame);
const openAt = (targets: Float32Array, frame: number): number => targetAt(targets, frame).open;

describe('mouthTargets', () => {
  const vowel = { open: 0.5, part: 0.3 };

  it('rests where the curves rest', () => {
    const targets = mouthTargets(curvesOf(held({}, 10)), RANGE);
    expect(targetAt(targets, 5)).toMatchObject({
      open: expect.closeTo(0.003, 5) as number,
      wide: expect.closeTo(0.6, 5) as number,
    });
  });

  it('opens a usual vowel over the whole range, however quiet the curves are', () => {
    for (const gain of [0.8, 1]) {
      const frame = { open: 0.5 * gain, part: 0.3 * gain };
      const targets = mouthTargets(curvesOf([...held(frame, 30), ...held({}, 5)]), RANGE);
      expect(openAt(targets, 15)).toBeCloseTo(RANGE.open, 2);
    }
  });

  it('does not blow a murmur up to speech', () => {
    const targets = mouthTargets(curvesOf(held({ open: 0.08 }, 30)), RANGE);
    expect(openAt(targets, 15)).toBeLessThan(0.3 * RANGE.open);
  });

  it('shuts for a single pressed frame between vowels, and eases into it', () => {
    const targets = mouthTargets(
      curvesOf([...held(vowel, 10), { open: 0.05, press: 0.85 }, ...held(vowel, 10)]),
      RANGE,
    );
    expect(openAt(targets, 10)).toBeCloseTo(RANGE.shut, 3);
    expect(openAt(targets, 11) / RANGE.open).toBeLessThan(0.6);
    expect(openAt(targets, 13) / RANGE.open).toBeGreaterThan(0.9);
  });

  it('keeps an open mouth open when the lips press a little, as the network does in noise', () => {
    const targets = mouthTargets(curvesOf(held({ ...vowel, press: 0.4 }, 20)), RANGE);
    expect(openAt(targets, 10)).toBeGreaterThan(0.8 * RANGE.open);
  });

  it('opens little at f and v', () => {
    const targets = mouthTargets(
      curvesOf([...held(vowel, 10), ...held({ open: 0.3, tuck: 0.95 }, 3), ...held(vowel, 10)]),
      RANGE,
    );
    expect(openAt(targets, 11)).toBeLessThan(0.35 * RANGE.open);
  });

  it('spreads, purses, and lets openness scale the opening', () => {
    const wide = mouthTargets(curvesOf(held({ wide: 0.6 }, 5)), RANGE);
    expect(targetAt(wide, 2).wide).toBeCloseTo(RANGE.spread, 3);
    const pursed = mouthTargets(curvesOf(held({ purse: 0.8 }, 5)), RANGE);
    expect(targetAt(pursed, 2).wide).toBeCloseTo(RANGE.pursed, 3);
    const half = curvesOf(held({ open: 0.25, part: 0.15 }, 30));
    expect(openAt(mouthTargets(half, RANGE, { openness: 0.5 }), 15)).toBeCloseTo(RANGE.open / 2, 1);
  });

  it('opens and shuts by at most 0.55 of the range a frame, whatever the curves', () => {
    // From lips that are not quite shut to the widest and back: no closure limits that.
    const still = held({ open: 0.02 }, 8);
    const flash = [...still, ...held({ open: 1, part: 1 }, 3), ...still];
    const usual = held({ open: 0.5 }, 40);
    const step = (rows: Float32Array): number => {
      const targets = mouthTargets(rows, RANGE);
      const frames = rows.length / CURVES.length;
      const opens = Array.from({ length: frames }, (_, i) => openAt(targets, i));
      return Math.max(...opens.slice(1).map((open, i) => Math.abs(open - (opens[i] ?? NaN))));
    };
    const most = 0.55 * (RANGE.open - RANGE.shut) + 1e-6;
    expect(step(curvesOf([...usual, ...flash]))).toBeGreaterThan(0.9 * most);
    const unit = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    const rows = fc.array(fc.array(unit, { minLength: 7, maxLength: 7 }), { minLength: 2, maxLength: 40 }); // prettier-ignore
    fc.assert(fc.property(rows, (drawn) => step(Float32Array.from(drawn.flat())) <= most));
    expect(step(curvesOf([...usual, ...flash]))).toBeLessThanOrEqual(most);
  });

  it('never leaves the range, whatever the curves', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.array(unit, { minLength: 7, maxLength: 7 }), { minLength: 2, maxLength: 40 }),
        (rows) => {
          const targets = mouthTargets(Float32Array.from(rows.flat()), RANGE);
          rows.forEach((_, frame) => {
            const { open, wide } = targetAt(targets, frame);
            expect(open).toBeGreaterThanOrEqual(RANGE.shut - 1e-6);
            expect(open).toBeLessThan(RANGE.open * 1.25);
            expect(wide).toBeGreaterThan(0.4);
            expect(wide).toBeLessThan(0.7);
          });
        },
      ),
    );
  });

  it('refuses curves of a wrong length', () => {
    expect(() => mouthTargets(new Float32Array(8), RANGE)).toThrow(RangeError);
  });
});

describe('mouthRange', () => {
  const spread = (from: number, to: number): number[] =>
    Array.from({ length: 101 }, (_, i) => from + ((to - from) * i) / 100);

  it('is that of the person within what people do', () => {
    const range = mouthRange(spread(0, 0.15), spread(0.6, 0.6));
    expect(range.open).toBeCloseTo(1.05 * 0.1425, 3);
    expect(mouthRange(spread(0, 0.02), spread(0.6, 0.6)).open).toBeCloseTo(0.105, 3);
    expect(mouthRange(spread(0, 0.5), spread(0.6, 0.6)).open).toBeCloseTo(1.05 * 0.19, 3);
    expect(range.rest).toBeCloseTo(0.6, 5);
    expect(range.pursed).toBeLessThan(range.rest);
    expect(range.spread).toBeGreaterThan(range.rest);
  });

  it('refuses lists that do not belong together', () => {
    expect(() => mouthRange([0.1], [])).toThrow(RangeError);
  });

  it('a still or a listener never opens, a speaker does', () => {
    expect(neverOpens([0.09, 0.09, 0.09])).toBe(true);
    expect(neverOpens(spread(0, 0.04))).toBe(true);
    expect(neverOpens(spread(0, 0.12))).toBe(false);
  });
});
