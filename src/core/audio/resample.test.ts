import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Resampler } from './resample';

function sine(frequency: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rate * seconds) }, (_, i) =>
    Math.sin((2 * Math.PI * frequency * i) / rate),
  );
}

function resample(input: Float32Array, inRate: number, outRate: number, pieces: number[] = []) {
  const resampler = new Resampler(inRate, outRate);
  const output: number[] = [];
  let from = 0;
  for (const piece of [...pieces, input.length]) {
    for (const value of resampler.push(input.subarray(from, from + piece))) output.push(value);
    from = Math.min(input.length, from + piece);
  }
  for (const value of resampler.flush()) output.push(value);
  return Float32Array.from(output);
}

/** Largest error against the ideal sine, away from the ends. */
function worstError(output: Float32Array, frequency: number, rate: number): number {
  let worst = 0;
  for (let i = 200; i < output.length - 200; i += 1) {
    const ideal = Math.sin((2 * Math.PI * frequency * i) / rate);
    worst = Math.max(worst, Math.abs((output[i] ?? 0) - ideal));
  }
  return worst;
}

describe('Resampler', () => {
  it.each([8000, 11025, 22050, 24000, 32000, 44100, 48000, 96000])(
    'keeps a 1 kHz sine pure and in phase from %i Hz to 16 kHz',
    (rate) => {
      const output = resample(sine(1000, rate, 0.25), rate, 16000);
      expect(worstError(output, 1000, 16000)).toBeLessThan(1e-3);
    },
  );

  it('removes what lies above the new Nyquist frequency', () => {
    const output = resample(sine(9000, 48000, 0.25), 48000, 16000);
    expect(Math.max(...output.subarray(200, -200).map(Math.abs))).toBeLessThan(1e-3);
  });

  it('does not depend on the pieces it is fed in', () => {
    const input = sine(440, 44100, 0.1);
    const whole = resample(input, 44100, 16000);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 12 }), (pieces) => {
        expect(resample(input, 44100, 16000, pieces)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('gives exactly round(n · out / in) samples', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.constantFrom(8000, 11025, 16000, 22050, 44100, 48000, 96000),
        (length, rate) => {
          const output = resample(new Float32Array(length), rate, 16000);
          expect(output.length).toBe(Math.round((length * 16000) / rate));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not drift: an impulse after ten seconds lands on its place', () => {
    const input = new Float32Array(44100 * 11);
    input[44100 * 10] = 1;
    const output = resample(input, 44100, 16000);
    expect(output.indexOf(Math.max(...output.subarray(159_000, 161_000)))).toBe(160_000);
  });

  it('refuses rates that are not whole', () => {
    expect(() => new Resampler(44100.5, 16000)).toThrow(RangeError);
  });
});
