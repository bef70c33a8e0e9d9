import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVE_COUNT } from './curve-window';
import { emphasise, emphasisGains } from './emphasis';

const FRAMES = 250;

/** Two peaks a frame, so many dB below full scale. */
const sound = (levels: readonly number[]) =>
  Float32Array.from({ length: 2 * levels.length }, (_, i) => 10 ** ((levels[i >> 1] ?? 0) / 20));

/** Speech at −20 dB whose frames 120–140 are louder by so many dB. */
const withLoudWord = (louder: number) =>
  sound(Array.from({ length: FRAMES }, (_, i) => (i >= 120 && i < 140 ? -20 + louder : -20)));

const mean = (values: Float32Array) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const levels = fc.array(fc.double({ min: -60, max: 0, noNaN: true }), { maxLength: 300 });

/** Curves of which only `open` is given. */
const opening = (values: readonly number[]) => {
  const curves = new Float32Array(values.length * CURVE_COUNT);
  values.forEach((value, frame) => curves.set([value], frame * CURVE_COUNT));
  return curves;
};

describe('emphasisGains', () => {
  it('stays between 0.85 and 1.2, whatever is heard', () => {
    fc.assert(
      fc.property(levels, fc.nat(320), (heard, frames) => {
        const gains = emphasisGains(sound(heard), frames);
        expect(gains).toHaveLength(frames);
        for (const gain of gains) {
          expect(gain).toBeGreaterThanOrEqual(Math.fround(0.85));
          expect(gain).toBeLessThanOrEqual(Math.fround(1.2));
        }
      }),
    );
  });

  it('does not depend on the level of the recording', () => {
    fc.assert(
      fc.property(levels, fc.double({ min: -30, max: 0, noNaN: true }), (heard, quieter) => {
        const gains = emphasisGains(sound(heard), heard.length);
        const quiet = emphasisGains(sound(heard.map((level) => level + quieter)), heard.length);
        quiet.forEach((gain, frame) => expect(gain).toBeCloseTo(gains[frame] ?? NaN, 1));
      }),
    );
  });

  it('opens a loud word wider, and a soft one less wide', () => {
    const word = (louder: number) => mean(emphasisGains(withLoudWord(louder), FRAMES).subarray(124, 136)); // prettier-ignore
    expect(word(6)).toBeGreaterThan(word(0) + 0.07);
    expect(word(-6)).toBeLessThan(word(0) - 0.07);
    expect(word(0)).toBeCloseTo(1, 1);
  });

  it('varies a little where nothing is emphasised, the same every time, without jumps', () => {
    const gains = emphasisGains(withLoudWord(0), FRAMES);
    expect(emphasisGains(withLoudWord(0), FRAMES)).toEqual(gains);
    expect(Math.abs(mean(gains) - 1)).toBeLessThan(0.02);
    gains.forEach((gain, frame) => {
      expect(Math.abs(gain - 1)).toBeLessThan(0.031);
      expect(Math.abs(gain - (gains[frame - 1] ?? gain))).toBeLessThan(0.011);
    });
    expect(Math.max(...gains) - Math.min(...gains)).toBeGreaterThan(0.02);
  });
});

describe('emphasise', () => {
  it('neither opens shut lips nor shuts open ones, and keeps the order of openings', () => {
    const open = fc.double({ min: 0, max: 1, noNaN: true });
    const gain = fc.double({ min: 0.85, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(open, open, gain, (a, b, by) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        const curves = opening([small, large]);
        emphasise(curves, Float32Array.of(by, by));
        const [first = NaN, second = NaN] = [curves[0], curves[CURVE_COUNT]];
        expect(first < Math.fround(0.1)).toBe(Math.fround(small) < Math.fround(0.1));
        expect(first).toBeLessThanOrEqual(second + 1e-6);
        expect(second).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('scales a vowel by the whole gain and changes no other curve', () => {
    const curves = opening([0.5]).fill(0.4, 1);
    emphasise(curves, Float32Array.of(1.2));
    expect(curves[0]).toBeCloseTo(0.6);
    expect([...curves.subarray(1)]).toEqual([...new Float32Array(6).fill(0.4)]);
  });
});
