import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimedPhone } from '../speech/transcript';
import { CURVE_COUNT, CURVES } from './curve-window';
import { phoneAgreement } from './phone-agreement';
import { phoneCurves } from './phone-curves';
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

/** What a network hears that is right but for closures and tucks, where it leaves the lips ajar. */
const heardOpen = (phones: readonly TimedPhone[], frames = 50) =>
  phoneCurves(phones, frames).map((value, i) => {
    const curve = CURVES[i % CURVE_COUNT];
    if (curve === 'open') return Math.max(value, 0.2);
    return curve === 'press' || curve === 'tuck' ? 0 : value;
  });

describe('guideByPhones', () => {
  it('shuts the lips at every p, b and m, wherever it falls between two frames', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('p', 'b', 'm'),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        fc.double({ min: 0.03, max: 0.12, noNaN: true }),
        (phone, start, length) => {
          const end = start + length;
          const phones = [vowel(0, start), { phone, start, end }, vowel(end, 2)];
          const heard = heardOpen(phones);
          const first = Math.round(start * 25) - 1;
          const frames = Array.from({ length: Math.ceil(length * 25) + 3 }, (_, i) => first + i);
          expect(frames.some((frame) => isShut(heard, frame))).toBe(false);
          const guided = guideByPhones(heard, phones, 'given');
          expect(frames.some((frame) => isShut(guided, frame))).toBe(true);
        },
      ),
    );
  });

  it('opens no faster than a jaw does, and leaves what was not timed as it was heard', () => {
    const phones = [vowel(0.8, 1), { phone: 'm', start: 1, end: 1.08 }, vowel(1.08, 1.32)];
    const heard = heardOpen([vowel(0, 0.8), ...phones, vowel(1.32, 2)]);
    const before = heard.slice();
    const guided = guideByPhones(heard, phones, 'given');
    expect(isShut(guided, 25)).toBe(true);
    for (let frame = 28; frame < 33; frame++) {
      const step = at(guided, frame, 'open') - at(guided, frame - 1, 'open');
      expect(step).toBeLessThanOrEqual(8 / 25 + 1e-6);
    }
    expect(guided.subarray(0, 20 * CURVE_COUNT)).toEqual(heard.subarray(0, 20 * CURVE_COUNT));
    expect(guided.subarray(33 * CURVE_COUNT)).toEqual(heard.subarray(33 * CURVE_COUNT));
    expect(heard).toEqual(before);
  });

  it('shows mostly what the phones look like, and something of what was heard', () => {
    const phones = [vowel(0, 1), { phone: 'ow', start: 1, end: 2 }];
    const known = phoneCurves(phones, 50);
    const wider = known.map((value, i) => (i % CURVE_COUNT === 0 ? value + 0.1 : value));
    const guided = guideByPhones(wider, phones, 'given');
    for (const frame of [12, 37]) {
      const more = at(guided, frame, 'open') - at(known, frame, 'open');
      expect(more).toBeGreaterThan(0.01);
      expect(more).toBeLessThan(0.05);
    }
  });

  it('tucks the lip at f and v, but not into a closure beside', () => {
    const phones = [
      vowel(0, 1),
      { phone: 'v', start: 1, end: 1.07 },
      { phone: 'b', start: 1.07, end: 1.14 },
      vowel(1.14, 2),
    ];
    const guided = guideByPhones(heardOpen(phones), phones, 'given');
    expect(at(guided, 25, 'tuck')).toBeGreaterThan(0.8);
    expect(at(guided, 25, 'open')).toBeLessThan(0.4);
    expect(at(guided, 27, 'tuck')).toBeLessThan(0.1);
    expect(isShut(guided, 27)).toBe(true);
  });

  it('parts lips that the network shut without a phone for it, except outside of the words', () => {
    const heard = heardOpen([vowel(0.4, 1.6)]);
    for (const frame of [2, 25, 48]) {
      heard[frame * CURVE_COUNT + CURVES.indexOf('open')] = 0.05;
      heard[frame * CURVE_COUNT + CURVES.indexOf('press')] = 0.9;
    }
    const guided = guideByPhones(heard, [vowel(0.4, 1.6)], 'given');
    expect(isShut(guided, 25)).toBe(false);
    expect(isShut(guided, 2)).toBe(true);
    expect(isShut(guided, 48)).toBe(true);
  });

  it('stays with what was heard where the words must be others', () => {
    const right = [vowel(0, 0.6), { phone: 'b', start: 0.6, end: 0.68 }, vowel(0.68, 2)];
    // Right up to a second, then round and pressed lips where wide open ones are heard.
    const misheard = [
      ...right.slice(0, 2),
      vowel(0.68, 1),
      ...['w', 'uw', 'm', 'uw', 'w'].map((phone, i) => {
        const start = 1 + 0.2 * i;
        return { phone, start, end: start + 0.2 };
      }),
    ];
    const heard = heardOpen(right);
    for (const source of ['given', 'recognised'] as const) {
      const guided = guideByPhones(heard, misheard, source);
      expect(isShut(guided, 15)).toBe(true);
      const late = [30 * CURVE_COUNT, 45 * CURVE_COUNT] as const;
      expect(guided.subarray(...late)).toEqual(heard.subarray(...late));
    }
  });

  it('believes recognised words where they look less like what is heard', () => {
    const phones = [vowel(0, 0.96), { phone: 'b', start: 0.96, end: 1.04 }, vowel(1.04, 2)];
    // All curves are off by a tenth.
    const heard = heardOpen(phones).map((value) => value + (value > 0.5 ? -0.1 : 0.1));
    const isShutBy = (source: 'given' | 'recognised') =>
      [23, 24, 25, 26].some((frame) => isShut(guideByPhones(heard, phones, source), frame));
    expect([isShutBy('given'), isShutBy('recognised')]).toEqual([false, true]);
  });

  it('changes nothing without phones', () => {
    expect(guideByPhones(still(9, 0.4), [], 'given')).toEqual(still(9, 0.4));
  });
});

describe('phoneAgreement', () => {
  const times = [0.5, 1.3, 2.6, 3.65, 4.75];
  const spoken = (offset: number) =>
    times.map((time) => ({ phone: 'b', start: time + offset, end: time + offset + 0.08 }));

  it('is full for phones at the closures and low for others', () => {
    const curves = phoneCurves(spoken(0), 150);
    for (let i = CURVES.indexOf('open'); i < curves.length; i += CURVE_COUNT) {
      if ((curves[i + CURVES.indexOf('press') - CURVES.indexOf('open')] ?? 0) === 0)
        curves[i] = 0.5;
    }
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
