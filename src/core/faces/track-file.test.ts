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
    const bytes = writeTrackFile(track([first, null]));
    const view = new DataView(bytes.buffer);
    expect(String.fromCharCode(...bytes.subarray(0, 4))).toBe('MPFT');
    expect([4, 6, 8, 10].map((at) => view.getUint16(at, true))).toEqual([1, 512, 640, 25]);
    expect(view.getUint32(12, true)).toBe(2);
    expect(view.getFloat32(16, true)).toBe(1);
    expect(view.getInt16(22, true)).toBe(-40);
    expect(bytes).toHaveLength(16 + 2 * (4 + 2 * VALUES));
    expect(view.getFloat32(16 + 4 + 2 * VALUES, true)).toBeNaN();
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
    bytes[4] = 3;
    expect(() => readTrackFile(bytes)).toThrow('version 3');
    bytes[4] = 2;
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
