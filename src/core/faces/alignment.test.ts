import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignTrack, fitSimilarity, lowerFaceTemplate, smoothTransforms } from './alignment';
import { LANDMARKS, type Face, type FaceTrack } from './face-track';

const template = lowerFaceTemplate(160);

/** A face whose stable landmarks stand exactly where (a, b, tx, ty) puts the template; the mouth is elsewhere. */
function faceAt(a: number, b: number, tx: number, ty: number): Face {
  const landmarks = new Float32Array(LANDMARKS * 3).fill(-1000);
  template.indices.forEach((index, i) => {
    const x = template.points[i * 2] ?? 0;
    const y = template.points[i * 2 + 1] ?? 0;
    landmarks[index * 3] = a * x - b * y + tx;
    landmarks[index * 3 + 1] = b * x + a * y + ty;
  });
  return { landmarks, score: 1 };
}

const trackOf = (frames: (Face | null)[]): FaceTrack => ({
  width: 512,
  height: 512,
  fps: 25,
  frames,
});

describe('fitSimilarity', () => {
  it('recovers any similarity exactly', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        (scale, angle, tx, ty) => {
          const a = scale * Math.cos(angle);
          const b = scale * Math.sin(angle);
          const to = template.points.map((_, i) => {
            const x = template.points[i - (i % 2)] ?? 0;
            const y = template.points[i - (i % 2) + 1] ?? 0;
            return i % 2 === 0 ? a * x - b * y + tx : b * x + a * y + ty;
          });
          const fit = fitSimilarity(template.points, to);
          expect(fit[0]).toBeCloseTo(a, 3);
          expect(fit[1]).toBeCloseTo(b, 3);
          expect(fit[2]).toBeCloseTo(tx, 1);
          expect(fit[3]).toBeCloseTo(ty, 1);
        },
      ),
    );
  });

  it('refuses points that coincide', () => {
    expect(() => fitSimilarity(new Float32Array(4), new Float32Array(4))).toThrow(RangeError);
  });
});

describe('alignTrack', () => {
  it('ignores the mouth and marks frames without a face', () => {
    const track = trackOf([faceAt(1.2, 0.1, 30, 40), null, faceAt(1.2, 0.1, 30, 40)]);
    const transforms = alignTrack(track, template, { loops: false });
    expect(transforms[0]).toBeCloseTo(1.2, 4);
    expect(transforms[1]).toBeCloseTo(0.1, 4);
    expect(transforms[2]).toBeCloseTo(30, 2);
    expect([...transforms.subarray(4, 8)]).toEqual([NaN, NaN, NaN, NaN]);
    expect(transforms[11]).toBeCloseTo(40, 2);
  });
});

describe('smoothTransforms', () => {
  it('leaves a constant track alone, looping or not, with gaps', () => {
    const gaps = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.boolean(), (present, loops) => {
        const frames = present.flatMap((p) => (p ? [1, 0.25, -7, 90] : [NaN, NaN, NaN, NaN]));
        const smoothed = smoothTransforms(Float32Array.from(frames), { loops });
        frames.forEach((value, i) => {
          if (Number.isNaN(value)) expect(smoothed[i]).toBeNaN();
          else expect(smoothed[i]).toBeCloseTo(value, 3);
        });
      }),
    );
  });

  it('has no lag: steady and accelerating motion pass unchanged, to the very ends', () => {
    const motion = (t: number): number[] => [1, 0, 3 * t + 0.2 * t * t, 100 - 2 * t];
    const track = Float32Array.from(Array.from({ length: 20 }, (_, t) => motion(t)).flat());
    const smoothed = smoothTransforms(track, { loops: false });
    track.forEach((value, i) => expect(smoothed[i]).toBeCloseTo(value, 2));
  });

  it('halves the noise of single frames', () => {
    let seed = 1;
    const noise = (): number => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647 - 0.5;
    };
    const track = Float32Array.from({ length: 800 }, noise);
    const power = (x: Float32Array): number => x.reduce((sum, v) => sum + v * v, 0);
    const smoothed = smoothTransforms(track, { loops: true });
    expect(power(smoothed) / power(track)).toBeLessThan(0.35);
  });

  it('does not reach over a cut', () => {
    const shots = [...new Array<number>(8).fill(0), ...new Array<number>(8).fill(200)];
    const track = Float32Array.from(shots.flatMap((x) => [1, 0, x, 100]));
    const smoothed = smoothTransforms(track, { loops: false, cuts: [8] });
    track.forEach((value, i) => expect(smoothed[i]).toBeCloseTo(value, 2));
    const blurred = smoothTransforms(track, { loops: false });
    expect(Math.abs((blurred[7 * 4 + 2] ?? NaN) - 0)).toBeGreaterThan(10);
  });

  it('wraps around a looping clip: shifting the clip only shifts the result', () => {
    const frames = Array.from({ length: 12 }, (_, t) => [1, 0, Math.sin(t * 1.7) * 5, t % 3]);
    const shifted = [...frames.slice(5), ...frames.slice(0, 5)];
    const plain = smoothTransforms(Float32Array.from(frames.flat()), { loops: true });
    const moved = smoothTransforms(Float32Array.from(shifted.flat()), { loops: true });
    expect([...moved.subarray(0, 28)]).toEqual([...plain.subarray(20, 48)]);
  });
});
