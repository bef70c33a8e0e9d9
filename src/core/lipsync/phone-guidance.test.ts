import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVE_COUNT, CURVES } from './curve-window';
import { phoneAgreement } from './phone-agreement';
import { guideByPhones } from './phone-guidance';

const at = (curves: Float32Array, frame: number, name: (typeof CURVES)[number]) =>
  curves[frame * CURVE_COUNT + CURVES.indexOf(name)] ?? NaN;

/** A mouth that stays as open as given; other curves half. */
const still = (frames: number, open: number, press = 0) =>
  Float32Array.from({ length: frames * CURVE_COUNT }, (_, i) => {
    const curve = CURVES[i % CURVE_COUNT];
    return curve === 'open' ? open : curve === 'press' ? press : 0.5;
  });

const isShut = (curves: Float32Array, frame: number) =>
  at(curves, frame, 'press') > 0.35 && at(curves, frame, 'open') < 0.1;

const vowel = (start: number, end: number) => ({ phone: 'aa', start, end });

describe('guideByPhones', () => {
  it('shuts the lips at every p, b and m, wherever it falls between two frames', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('p', 'b', 'm'),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        fc.double({ min: 0.03, max: 0.2, noNaN: true }),
        (phone, start, length) => {
          const end = start + length;
          const phones = [vowel(0, start), { phone, start, end }, vowel(end, 2)];
          const guided = guideByPhones(still(50, 0.8), phones);
          const first = Math.round(start * 25) - 1;
          const frames = Array.from({ length: Math.ceil(length * 25) + 3 }, (_, i) => first + i);
          expect(frames.some((frame) => isShut(guided, frame))).toBe(true);
        },
      ),
    );
  });

  it('opens no faster than a jaw does, and leaves what was not timed as it was heard', () => {
    const heard = still(50, 0.8);
    const phones = [vowel(0.8, 1), { phone: 'm', start: 1, end: 1.08 }, vowel(1.08, 1.32)];
    const guided = guideByPhones(heard, phones);
    for (let frame = 28; frame < 33; frame++) {
      const step = at(guided, frame, 'open') - at(guided, frame - 1, 'open');
      expect(step).toBeLessThanOrEqual(8 / 25 + 1e-6);
    }
    expect(guided.subarray(0, 20 * CURVE_COUNT)).toEqual(heard.subarray(0, 20 * CURVE_COUNT));
    expect(guided.subarray(33 * CURVE_COUNT)).toEqual(heard.subarray(33 * CURVE_COUNT));
    expect(heard).toEqual(still(50, 0.8));
  });

  it('shows mostly what the phones look like, and something of what was heard', () => {
    const phones = [vowel(0, 1), { phone: 'uw', start: 1, end: 1.4 }];
    const shown = (open: number) => at(guideByPhones(still(50, open), phones), 12, 'open');
    expect(shown(0.68)).toBeCloseTo(0.68, 1);
    expect(shown(0.3)).toBeGreaterThan(0.55);
    expect(shown(0.3)).toBeLessThan(shown(0.68));
    const round = guideByPhones(still(50, 0.8), phones);
    expect(at(round, 30, 'purse')).toBeGreaterThan(0.7);
    expect(at(round, 12, 'purse')).toBeLessThan(0.3);
  });

  it('tucks the lip at f and v, but not into a closure beside', () => {
    const phones = [
      vowel(0, 1),
      { phone: 'v', start: 1, end: 1.1 },
      { phone: 'b', start: 1.1, end: 1.2 },
      vowel(1.2, 2),
    ];
    const guided = guideByPhones(still(50, 0.8), phones);
    expect(at(guided, 26, 'tuck')).toBeGreaterThan(0.8);
    expect(at(guided, 26, 'open')).toBeLessThan(0.4);
    expect(at(guided, 28, 'tuck')).toBeLessThan(0.1);
    expect(isShut(guided, 28)).toBe(true);
  });

  it('parts lips that the network shut without a phone for it, except outside of the words', () => {
    const guided = guideByPhones(still(50, 0.05, 0.9), [vowel(0.4, 1.6)]);
    expect(isShut(guided, 25)).toBe(false);
    expect(isShut(guided, 2)).toBe(true);
    expect(isShut(guided, 48)).toBe(true);
  });

  it('changes nothing without phones', () => {
    expect(guideByPhones(still(9, 0.4), [])).toEqual(still(9, 0.4));
  });
});

describe('phoneAgreement', () => {
  const times = [0.5, 1.3, 2.6, 3.65, 4.75];
  const spoken = (offset: number) =>
    times.map((time) => ({ phone: 'b', start: time + offset, end: time + offset + 0.08 }));

  it('is full for phones at the closures and low for others', () => {
    const curves = guideByPhones(still(150, 0.5), spoken(0));
    expect(phoneAgreement(curves, spoken(0))).toEqual({ closures: 5, shut: 1, chance: 0 });
    expect(phoneAgreement(curves, spoken(0.3)).shut).toBe(0);
  });

  it('says nothing about speech without closures', () => {
    expect(phoneAgreement(still(10, 0.5), [vowel(0, 0.3)])).toEqual({
      closures: 0,
      shut: 1,
      chance: 0,
    });
  });
});
