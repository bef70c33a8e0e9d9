import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gateCurves } from './closure-gate';

const raw = [0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.7];
const gated = (probability: number, curves = raw) =>
  Array.from(gateCurves(Float32Array.from(curves), Float32Array.of(probability)));
const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(6)));

describe('gateCurves', () => {
  it('presses less, and changes nothing else, where a closure is unlikely', () => {
    expect(rounded(gated(0.045))).toEqual([0.6, 0.5, 0.4, 0.3, 0.06, 0.1, 0.7]);
  });

  it('shuts the lips where a closure is likely', () => {
    expect(rounded(gated(0.16))).toEqual([0, 0.5, 0.4, 0.3, 0.85, 0.1, 0]);
  });

  it('goes half the way between', () => {
    expect(rounded(gated(0.11))).toEqual([0.3, 0.5, 0.4, 0.3, 0.425, 0.1, 0.35]);
  });

  it('closes more, never less, with a higher probability, and stays within 0–1', () => {
    const curves = fc.array(fc.double({ min: -1, max: 2 }), { minLength: 7, maxLength: 7 });
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(curves, probability, probability, (values, p, q) => {
        const low = gated(Math.min(p, q), values);
        const high = gated(Math.max(p, q), values);
        for (const value of [...low, ...high]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(high[0]).toBeLessThanOrEqual(low[0] ?? NaN);
        expect(high[4]).toBeGreaterThanOrEqual(low[4] ?? NaN);
      }),
    );
  });

  it('shuts the likeliest frame of a closure alone, and every frame that is nearly certain', () => {
    const open = (probabilities: number[]) => {
      const curves = new Float32Array(probabilities.length * 7).fill(0.5);
      const result = gateCurves(curves, Float32Array.from(probabilities));
      return rounded(probabilities.map((_, frame) => result[frame * 7] ?? NaN));
    };
    expect(open([0.02, 0.6, 0.7, 0.6, 0.02])).toEqual([0.5, 0.5, 0, 0.5, 0.5]);
    expect(open([0.02, 0.95, 1, 1, 0.02])).toEqual([0.5, 0.25, 0, 0, 0.5]);
    // A second closure further than two frames away is one of its own.
    expect(open([0.9, 0.02, 0.02, 0.7, 0.02])).toEqual([0, 0.5, 0.5, 0, 0.5]);
  });

  it('leaves no likely closure open, however long it is', () => {
    const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(probabilities, (list) => {
        const closure = Float32Array.from(list);
        const curves = gateCurves(new Float32Array(list.length * 7).fill(1), closure);
        const highest = closure.indexOf(Math.max(...closure));
        const expected = Math.min(Math.max(((closure[highest] ?? 0) - 0.06) / 0.1, 0), 1);
        expect(curves[highest * 7]).toBeLessThanOrEqual(1 - expected + 1e-6);
      }),
    );
  });

  it('refuses curves and probabilities of different lengths', () => {
    expect(() => gateCurves(new Float32Array(14), new Float32Array(1))).toThrow('14');
  });
});
