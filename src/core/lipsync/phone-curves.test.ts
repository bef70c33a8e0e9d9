import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import vector from '../../../tests/fixtures/phone-curves.json' with { type: 'json' };
import { CURVE_COUNT, CURVES } from './curve-window';
import { phoneCurves } from './phone-curves';

const sample = new URL('../../../tests/fixtures/sample.phones.txt', import.meta.url);
const spoken = readFileSync(sample, 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [phone = '', start, end] = line.split(' ');
    return { phone, start: Number(start), end: Number(end) };
  });

const at = (curves: Float32Array, frame: number, name: (typeof CURVES)[number]) =>
  curves[frame * CURVE_COUNT + CURVES.indexOf(name)] ?? NaN;

describe('phoneCurves', () => {
  it('makes of phones what the networks learned from', () => {
    expect(vector.order).toEqual([...CURVES]);
    const curves = phoneCurves(spoken, vector.frames);
    expect(curves).toHaveLength(vector.curves.length);
    const errors = vector.curves.map((value, i) => Math.abs(value - (curves[i] ?? NaN)));
    // The vector has four decimals.
    expect(Math.max(...errors)).toBeLessThan(1e-4);
  });

  it('takes an unknown phone, and a very short "ah", for a reduced vowel', () => {
    const vowel = (phone: string, end: number) => phoneCurves([{ phone, start: 0, end }], 5);
    expect(vowel('click', 0.05)).toEqual(vowel('ax', 0.05));
    expect(vowel('ah', 0.05)).toEqual(vowel('ax', 0.05));
    expect(at(vowel('ah', 0.2), 2, 'open')).toBeGreaterThan(at(vowel('ax', 0.2), 2, 'open'));
  });

  it('rests without phones, and in a long pause between them', () => {
    expect(phoneCurves([], 3)).toEqual(new Float32Array(3 * CURVE_COUNT));
    const phones = [
      { phone: 'aa', start: 0, end: 0.4 },
      { phone: 'pau', start: 0.4, end: 1.2 },
      { phone: 'aa', start: 1.2, end: 1.6 },
    ];
    const curves = phoneCurves(phones, 40);
    expect(at(curves, 20, 'open')).toBe(0);
    expect(at(curves, 5, 'open')).toBeGreaterThan(0.5);
  });
});
