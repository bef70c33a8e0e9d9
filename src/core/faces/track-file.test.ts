import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANDMARKS, type FaceTrack } from './face-track';
import { readTrackFile, writeTrackFile } from './track-file';

const VALUES = LANDMARKS * 3;

const face = (seed: number) => ({
  landmarks: Float32Array.from({ length: VALUES }, (_, k) => 512 * Math.sin(seed + k * 0.7)),
  score: 0.75,
});

const track = (frames: FaceTrack['frames']): FaceTrack => ({
  width: 512,
  height: 640,
  fps: 25,
  frames,
});

describe('track file', () => {
  it('gives back every frame to a thirty-second of a pixel, and frames without a face', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 99 })), { maxLength: 5 }),
        (seeds) => {
          const written = track(seeds.map((seed) => (seed === null ? null : face(seed))));
          const read = readTrackFile(writeTrackFile(written));
          expect({ ...read, frames: 0 }).toEqual({ ...written, frames: 0 });
          read.frames.forEach((found, i) => {
            const original = written.frames[i] ?? null;
            if (original === null) return expect(found).toBeNull();
            expect(found?.score).toBe(original.score);
            const errors = found?.landmarks.map((v, k) =>
              Math.abs(v - (original.landmarks[k] ?? NaN)),
            );
            expect(Math.max(...(errors ?? [NaN]))).toBeLessThanOrEqual(1 / 32);
          });
          expect(read.frames).toHaveLength(seeds.length);
        },
      ),
    );
  });

  it('has the documented layout', () => {
    const first = { landmarks: new Float32Array(VALUES), score: 1 };
    first.landmarks[1] = -2.5;
    const next = { landmarks: new Float32Array(VALUES), score: 0.5 };
    next.landmarks[1] = 17.5;
    const bytes = writeTrackFile(track([first, null, next]));
    const view = new DataView(bytes.buffer);
    expect(String.fromCharCode(...bytes.subarray(0, 4))).toBe('MPFT');
    expect([4, 6, 8, 10].map((at) => view.getUint16(at, true))).toEqual([3, 512, 640, 25]);
    expect(view.getUint32(12, true)).toBe(3);
    expect(bytes).toHaveLength(16 + 3 * (4 + 2 * VALUES));
    expect([16, 20, 24].map((at) => view.getFloat32(at, true))).toEqual([1, NaN, 0.5]);
    // The y of a face's first point: −2.5 px are −40 steps, the next face has it 320 steps below.
    const [low, high] = [28 + LANDMARKS, 28 + 3 * VALUES + LANDMARKS];
    expect([0, 1, 2].map((i) => view.getUint8(low + i * VALUES))).toEqual([79, 0, 128]);
    expect([0, 1, 2].map((i) => view.getUint8(high + i * VALUES))).toEqual([0, 0, 2]);
  });

  it('reads what former versions wrote', () => {
    const faces = [face(1), null];
    const bytes = new Uint8Array(16 + 2 * (4 + 2 * VALUES) + 4 + 4 + 2);
    const view = new DataView(bytes.buffer);
    [...'MPFT'].forEach((letter, i) => view.setUint8(i, letter.charCodeAt(0)));
    [2, 512, 640, 25].forEach((value, i) => view.setUint16(4 + 2 * i, value, true));
    view.setUint32(12, faces.length, true);
    view.setFloat32(16, 0.75, true);
    faces[0]?.landmarks.forEach((value, k) =>
      view.setInt16(20 + 2 * k, Math.round(16 * value), true),
    );
    view.setFloat32(16 + 4 + 2 * VALUES, NaN, true);
    const end = 16 + 2 * (4 + 2 * VALUES);
    [1, 1].forEach((value, i) => view.setUint32(end + 4 * i, value, true));
    bytes[end + 8] = 1;
    const mended = { cuts: [1], covered: [true, false] };
    const now = writeTrackFile({ ...track(faces), ...mended });
    expect(readTrackFile(bytes)).toEqual(readTrackFile(now));
    bytes[4] = 1;
    expect(readTrackFile(bytes.subarray(0, end))).toEqual(readTrackFile(writeTrackFile(track(faces)))); // prettier-ignore
  });

  it('keeps landmarks that jump across the whole range', () => {
    const jumps = [2000, -2000, 2047, -2047].map((value) => ({
      landmarks: new Float32Array(VALUES).fill(value),
      score: 1,
    }));
    const read = readTrackFile(writeTrackFile(track(jumps)));
    expect(read.frames.map((one) => one?.landmarks[7])).toEqual([2000, -2000, 2047, -2047]);
  });

  it('keeps what is known of a mended track', () => {
    const frames = [face(1), null, face(2)];
    for (const cuts of [[], [1], [1, 2]]) {
      const mended = { ...track(frames), cuts, covered: [false, true, true] };
      const bytes = writeTrackFile(mended);
      const { cuts: read, covered } = readTrackFile(bytes);
      expect({ cuts: read, covered }).toEqual({ cuts, covered: mended.covered });
      expect(bytes).toHaveLength(16 + 3 * (4 + 2 * VALUES) + 4 + 4 * cuts.length + 3);
    }
    const measured = readTrackFile(writeTrackFile(track(frames)));
    expect([measured.cuts, measured.covered]).toEqual([undefined, undefined]);
    const { covered } = readTrackFile(writeTrackFile({ ...track(frames), cuts: [] }));
    expect(covered).toEqual([false, false, false]);
  });

  it('reads from the middle of a larger buffer', () => {
    const bytes = writeTrackFile(track([face(3)]));
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    expect(readTrackFile(padded.subarray(3))).toEqual(readTrackFile(bytes));
  });

  it('refuses what is no track, cut, or newer', () => {
    const bytes = writeTrackFile(track([face(1)]));
    expect(() => readTrackFile(new Uint8Array(8))).toThrow('no face track');
    expect(() => readTrackFile(bytes.subarray(0, 100))).toThrow('100 bytes instead of');
    bytes[4] = 5;
    expect(() => readTrackFile(bytes)).toThrow('version 5');
    bytes[4] = 4;
    expect(() => readTrackFile(bytes)).toThrow('bytes instead of');
    const mended = writeTrackFile({ ...track([face(1)]), cuts: [] });
    expect(() => readTrackFile(mended.subarray(0, -1))).toThrow('bytes instead of');
  });

  it('refuses landmarks that do not fit', () => {
    const far = face(1);
    far.landmarks[0] = 2048;
    expect(() => writeTrackFile(track([far]))).toThrow(RangeError);
    const short = { landmarks: new Float32Array(3), score: 1 };
    expect(() => writeTrackFile(track([short]))).toThrow('3 values');
  });
});
