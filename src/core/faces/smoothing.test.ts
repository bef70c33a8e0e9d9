import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LANDMARKS, type Face } from './face-track';
import { bridgeGaps, smoothFaces, smoothTrack } from './smoothing';

const EYE_DISTANCE = 100;
const MOVING_POINT = 13;

/** A rigid face at `x`; landmark 13 stands `lip` px lower. */
function faceAt(x: number, lip = 0): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  for (let i = 0; i < LANDMARKS; i++) landmarks.set([x + (i % 50), 100 + i / 50, -i / 100], 3 * i);
  landmarks.set([x, 100, 0], 3 * 33);
  landmarks.set([x + EYE_DISTANCE, 100, 0], 3 * 263);
  landmarks.set([x + 50, 160 + lip, 0], 3 * MOVING_POINT);
  return { landmarks, score: 0.9 };
}

const x = (face: Face | null | undefined) => face?.landmarks[0] ?? NaN;
const lipY = (face: Face | null | undefined) => face?.landmarks[3 * MOVING_POINT + 1] ?? NaN;

const spread = (values: number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
};

test('jitter is reduced by a third or more', () => {
  const noise = [0.3, -0.2, 0.1, -0.4, 0.25, -0.1, 0.35, -0.3, 0.05, -0.15, 0.2, -0.05];
  const frames = noise.map((n) => faceAt(100 + n));
  const before = spread(frames.map(x).slice(2, -2));
  const after = spread(smoothFaces(frames).map(x).slice(2, -2));
  expect(after).toBeLessThan(0.66 * before);
});

test('steady motion is left where it is, up to the ends: no lag', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -8, max: 8, noNaN: true }),
      fc.integer({ min: 1, max: 20 }),
      (velocity, count) => {
        const frames = Array.from({ length: count }, (_, i) => faceAt(200 + velocity * i));
        smoothFaces(frames).forEach((face, i) => {
          expect(x(face)).toBeCloseTo(200 + velocity * i, 3);
        });
      },
    ),
  );
});

test('lips that close for a single frame still close', () => {
  const frames = Array.from({ length: 11 }, (_, i) => faceAt(100, i === 5 ? 0 : 10));
  const closed = lipY(smoothFaces(frames)[5]);
  expect(closed - 160).toBeLessThan(0.5);
});

test('smoothing does not reach over a frame without a face', () => {
  const frames = [faceAt(0), faceAt(0), null, faceAt(300), faceAt(300)];
  const smooth = smoothFaces(frames);
  expect(smooth[2]).toBeNull();
  expect([x(smooth[1]), x(smooth[3])]).toEqual([0, 300]);
});

test('a gap of five frames is bridged by a straight line and marked as not seen', () => {
  const gap = new Array<null>(5).fill(null);
  const bridged = bridgeGaps([faceAt(100), ...gap, faceAt(112)]);
  bridged.forEach((face, i) => {
    expect(x(face)).toBeCloseTo(100 + 2 * i, 4);
  });
  expect(bridged.map((face) => face?.score)).toEqual([0.9, 0, 0, 0, 0, 0, 0.9]);
});

test('longer gaps, gaps at the ends and gaps in which the face jumps stay open', () => {
  const gap = (n: number) => new Array<null>(n).fill(null);
  const long = [faceAt(100), ...gap(6), faceAt(100)];
  expect(bridgeGaps(long)).toEqual(long);
  const ends = [...gap(2), faceAt(100), ...gap(2)];
  expect(bridgeGaps(ends)).toEqual(ends);
  const cut = [faceAt(100), ...gap(2), faceAt(100 + EYE_DISTANCE)];
  expect(bridgeGaps(cut)).toEqual(cut);
});

test('a track keeps its size and rate, and its input is not changed', () => {
  const frames = [faceAt(100), null, faceAt(101), faceAt(99.8)];
  const copy = structuredClone(frames);
  const track = smoothTrack({ width: 512, height: 512, fps: 25, frames });
  expect({ ...track, frames: [] }).toEqual({ width: 512, height: 512, fps: 25, frames: [] });
  expect(track.frames[1]).not.toBeNull();
  expect(frames).toEqual(copy);
});

test('a width of no frames is refused', () => {
  expect(() => smoothFaces([faceAt(0)], 0)).toThrow(RangeError);
});
