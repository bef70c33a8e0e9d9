import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Fourier } from './fourier';
import { MEL_BANDS, MelStream } from './mel';

/** Frames by librosa (tools/export/mel_vectors.py); the sound is the formula there. */
const vectors = JSON.parse(
  readFileSync(new URL('../../../tests/fixtures/mel.json', import.meta.url), 'utf8'),
) as { samples: number; frames: number[][] };

const sound = Float32Array.from({ length: vectors.samples }, (_, i) => {
  if (i >= 5200) return 0;
  const t = i / 16_000;
  const tone = 0.4 * Math.sin(2 * Math.PI * (150 * t + 3500 * t * t));
  return tone + 0.05 * Math.sin(2 * Math.PI * 6800 * t) + (i >= 2000 && i < 2040 ? 0.5 : 0);
});

function melOf(pcm: Float32Array, cuts: readonly number[] = []): number[] {
  const stream = new MelStream();
  const frames: number[] = [];
  let at = 0;
  for (const cut of cuts) frames.push(...stream.push(pcm.slice(at, (at += cut))));
  frames.push(...stream.push(pcm.slice(at)), ...stream.finish());
  return frames;
}

describe('MelStream', () => {
  it('gives the frames that librosa gives', () => {
    const frames = melOf(sound);
    expect(frames).toHaveLength(vectors.frames.length * MEL_BANDS);
    const off = vectors.frames.flat().map((value, i) => Math.abs(value - (frames[i] ?? NaN)));
    expect(Math.max(...off)).toBeLessThan(1e-4);
  });

  it('gives the same frames however the audio is cut, one for every 200 samples begun', () => {
    const whole = melOf(sound);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 6 }), (cuts) => {
        expect(melOf(sound, cuts)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
    expect(melOf(new Float32Array(0))).toHaveLength(MEL_BANDS);
    expect(melOf(new Float32Array(1999))).toHaveLength(10 * MEL_BANDS);
    expect(melOf(new Float32Array(2000))).toHaveLength(11 * MEL_BANDS);
  });

  it('starts anew after the end', () => {
    const stream = new MelStream();
    stream.push(sound);
    stream.finish();
    expect([...stream.push(sound), ...stream.finish()]).toEqual(melOf(sound));
  });
});

describe('Fourier', () => {
  it('finds a cosine in its bin, for lengths of any factors', () => {
    fc.assert(
      fc.property(fc.constantFrom(8, 30, 98, 800), fc.nat(400), (length, wanted) => {
        const bin = wanted % (Math.floor(length / 2) + 1);
        const values = Float64Array.from({ length }, (_, i) =>
          Math.cos((2 * Math.PI * bin * i) / length),
        );
        const magnitudes = new Float64Array(Math.floor(length / 2) + 1);
        new Fourier(length).magnitudes(values, magnitudes);
        const peak = bin === 0 || 2 * bin === length ? length : length / 2;
        magnitudes.forEach((magnitude, i) => {
          expect(magnitude).toBeCloseTo(i === bin ? peak : 0, 6);
        });
      }),
    );
  });
});
