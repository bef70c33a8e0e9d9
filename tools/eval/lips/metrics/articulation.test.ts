import { describe, expect, it } from 'vitest';
import type { Phone } from '../phones';
import { closures, framesNear, motion, rateAt, shutBelow, silentFrames } from './articulation';

const FRAMES = 50;
/** A pause, "ma", "pa", a pause; 25 frames a second. */
const PHONES: Phone[] = [
  { phone: 'pau', start: 0, end: 0.4 },
  { phone: 'm', start: 0.4, end: 0.52 },
  { phone: 'aa', start: 0.52, end: 0.8 },
  { phone: 'p', start: 0.8, end: 0.92 },
  { phone: 'aa', start: 0.92, end: 1.4 },
  { phone: 'pau', start: 1.4, end: 2 },
];
const shutIn = (...frames: number[]): boolean[] =>
  Array.from({ length: FRAMES }, (_, i) => frames.includes(i));

describe('closures', () => {
  it('counts a bilabial as closed when one frame within it or beside it is shut', () => {
    expect(closures(shutIn(11, 21), PHONES)).toEqual({ bilabials: 2, rate: 1, precision: 1 });
    expect(closures(shutIn(11), PHONES).rate).toBe(0.5);
    // 0.94 to 0.98 s: a frame after the p.
    expect(closures(shutIn(23), PHONES).rate).toBe(0.5);
    expect(closures(shutIn(25), PHONES).rate).toBe(0);
  });

  it('counts a closure in the middle of a vowel as false, however many frames it lasts', () => {
    expect(closures(shutIn(11, 21, 28, 29, 30), PHONES).precision).toBeCloseTo(2 / 3);
  });

  it('does not ask what the lips do in a pause', () => {
    expect(closures(shutIn(2, 3, 11, 21, 40, 41), PHONES).precision).toBe(1);
  });

  it('knows a pause by the silence, too, where none is written', () => {
    const phones = [
      { phone: 'l', start: 0.4, end: 0.52 },
      { phone: 'm', start: 0.52, end: 0.8 },
      { phone: 'k', start: 1.2, end: 1.4 },
    ];
    const rest = [...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 16, ...[26, 27, 28, 29], 36, 37];
    expect(closures(shutIn(...rest), phones).precision).toBe(1);
    expect(closures(shutIn(...rest, 32), phones).precision).toBe(1 / 2);
  });

  it('takes a closure that runs on from a pause into a bilabial for that bilabial', () => {
    expect(closures(shutIn(8, 9, 10, 11, 21), PHONES)).toMatchObject({ rate: 1, precision: 1 });
  });

  it('leaves out sounds that may close the lips or not', () => {
    const soft = PHONES.map((phone) => (phone.phone === 'p' ? { ...phone, phone: 'bh' } : phone));
    expect(closures(shutIn(11, 21), soft)).toEqual({ bilabials: 1, rate: 1, precision: 1 });
  });
});

describe('shutBelow', () => {
  it('lies a fifth of the way from rest to wide open, whatever the unit', () => {
    const openings = Array.from({ length: 101 }, (_, i) => i);
    expect(shutBelow(openings)).toBeCloseTo(3 + 0.2 * 92);
    expect(shutBelow([...openings.map((value) => value / 500), Number.NaN])).toBeCloseTo(
      21.4 / 500,
    );
  });
});

describe('rateAt', () => {
  it('is the share of such phones in which something holds', () => {
    expect(rateAt(['aa'], PHONES, FRAMES, (i) => i === 15)).toBe(0.5);
    expect(rateAt(['f'], PHONES, FRAMES, () => true)).toBeNaN();
  });
});

describe('framesNear', () => {
  it('are those whose middles lie within the phone or 40 ms beside it, inside the video', () => {
    expect(framesNear({ phone: 'p', start: 0.8, end: 0.92 }, FRAMES)).toEqual([19, 20, 21, 22, 23]);
    expect(framesNear({ phone: 'p', start: 0, end: 0.04 }, 1)).toEqual([0]);
  });
});

describe('silence', () => {
  const silent = silentFrames(PHONES, FRAMES, 0.09);

  it('keeps its distance from speech on both sides', () => {
    expect(silent.flatMap((quiet, i) => (quiet ? [i] : []))).toEqual([
      ...[0, 1, 2, 3, 4, 5, 6, 7],
      ...Array.from({ length: 13 }, (_, i) => 37 + i),
    ]);
  });

  it('has its motion measured apart', () => {
    const openings = Array.from({ length: FRAMES }, (_, i) => (silent[i] ? 0.1 : (i % 2) * 0.4));
    expect(motion(openings, (i) => silent[i] === true)).toBe(0);
    expect(motion(openings, (i) => silent[i] === false)).toBeCloseTo(0.4);
    expect(motion([0, Number.NaN, 1, 1.5], () => true)).toBe(0.5);
  });
});
