import { describe, expect, it } from 'vitest';
import { judgeLips, lipOpenings } from '../e2e/lips.ts';

const PHONES = [
  { name: 'pau', start: 0, end: 1 },
  { name: 'aa', start: 1, end: 1.28 },
  { name: 'm', start: 1.28, end: 1.4 },
  { name: 'ae', start: 1.4, end: 1.68 },
  { name: 'p', start: 1.68, end: 1.8 },
  { name: 'ao', start: 1.8, end: 2.08 },
  { name: 'pau', start: 2.08, end: 3 },
];

/** Openings at 25 fps of a mouth that does `opening` at the vowels and `closure` at p/b/m. */
function talking(opening: number, closure: number, idle = 0.01): number[] {
  return Array.from({ length: 75 }, (_, i) => {
    const time = (i + 0.5) / 25;
    const phone = PHONES.find(({ start, end }) => time >= start && time < end)?.name ?? 'pau';
    if (phone === 'pau') return idle;
    return phone.length === 2 ? opening : closure;
  });
}

describe('the judge of lips', () => {
  it('accepts a mouth that opens, closes and rests', () => {
    const report = judgeLips(talking(0.2, 0.01), PHONES);
    expect(report).toMatchObject({ bilabials: 2, vowels: 3, closedShare: 1, openShare: 1 });
    expect(report.silenceMotion).toBeLessThan(0.1);
    expect(report.vowelOpening).toBeCloseTo(0.19);
  });

  it('refuses a mouth that never closes', () => {
    expect(judgeLips(talking(0.2, 0.1), PHONES).closedShare).toBe(0);
  });

  it('refuses a mouth that never opens, its closures too', () => {
    const report = judgeLips(talking(0.012, 0.01), PHONES);
    expect(report.openShare).toBe(0);
    expect(report.closedShare).toBe(0);
  });

  it('sees a mouth that goes on in silence', () => {
    const restless = talking(0.2, 0.01).map((opening, i) => opening + (i % 2) * 0.1);
    expect(judgeLips(restless, PHONES).silenceMotion).toBeGreaterThan(0.5);
  });

  it('measures the opening in eye distances and counts frames without a face', () => {
    const landmarks = new Float32Array(478 * 3);
    landmarks.set([100, 130, 0], 3 * 14);
    landmarks.set([100, 110, 0], 3 * 13);
    landmarks.set([50, 50, 0], 3 * 33);
    landmarks.set([150, 50, 0], 3 * 263);
    const openings = lipOpenings([{ landmarks }, null]);
    expect(openings[0]).toBeCloseTo(0.2);
    expect(judgeLips(openings, PHONES).framesWithoutFace).toBe(1);
  });
});
