import { describe, expect, it } from 'vitest';
import { LANDMARKS, type FaceTrack } from '../../faces/face-track';
import { boxAt, synctalkBoxes, wav2lipBoxes } from './face-boxes';

/** Points of MediaPipe's canonical face, cm, y up: jaw sides, nose, lips, chin. */
const CANONICAL: readonly (readonly [index: number, x: number, y: number])[] = [
  [234, -7.66, 0.67],
  [454, 7.66, 0.67],
  [168, 0, 3.27],
  [195, 0, 1.06],
  [0, 0, -3.41],
  [61, -2.46, -4.34],
  [291, 2.46, -4.34],
  [152, 0, -9.4],
];
const SCALE = 12;

/** A still face of 12 px a cm around (cx, cy); the other points lie on its nose. */
function face(cx: number, cy: number): { landmarks: Float32Array; score: number } {
  const landmarks = new Float32Array(LANDMARKS * 3);
  for (let i = 0; i < LANDMARKS; i++) landmarks.set([cx, cy, 0], i * 3);
  for (const [index, x, y] of CANONICAL) {
    landmarks.set([cx + x * SCALE, cy - y * SCALE, 0], index * 3);
  }
  return { landmarks, score: 1 };
}

const track = (frames: FaceTrack['frames']): FaceTrack => ({
  width: 512,
  height: 512,
  fps: 25,
  frames,
});

describe('synctalkBoxes', () => {
  it('has mouth and chin of the mean face where the networks expect them', () => {
    const box = boxAt(synctalkBoxes(track([face(256, 200)]), { loops: false }), 0);
    if (!box) throw new Error('no box');
    const across = (x: number) => (256 + x * SCALE - box.x) / box.width;
    const down = (y: number) => (200 - y * SCALE - box.y) / box.height;
    expect(box.width).toBe(box.height);
    expect(across(-2.46)).toBeCloseTo(0.33, 1);
    expect(across(2.46)).toBeCloseTo(0.67, 1);
    expect(down(-3.41)).toBeGreaterThan(0.25);
    expect(down(-4.34)).toBeLessThan(0.44);
    expect(Math.abs(down(-9.4) - 0.67)).toBeLessThan(0.03);
  });

  it('follows a moving face without lag and without its jitter', () => {
    const jitter = (i: number) => (i % 2 === 0 ? 0.6 : -0.6);
    const frames = Array.from({ length: 30 }, (_, i) => face(200 + 2 * i + jitter(i), 200));
    const boxes = synctalkBoxes(track(frames), { loops: false });
    for (let i = 5; i < 25; i++) {
      const middle = (boxAt(boxes, i)?.x ?? NaN) + 7.66 * SCALE;
      expect(Math.abs(middle - (200 + 2 * i))).toBeLessThan(0.3);
    }
  });

  it('knows no box where there is no face', () => {
    const boxes = synctalkBoxes(track([face(256, 200), null, face(256, 200)]), { loops: true });
    expect(boxAt(boxes, 0)).not.toBeNull();
    expect(boxAt(boxes, 1)).toBeNull();
    expect(boxAt(boxes, 9)).toBeNull();
  });
});

describe('wav2lipBoxes', () => {
  it('holds the whole face and 10 px below the chin, inside the frame', () => {
    const box = boxAt(wav2lipBoxes(track([face(256, 200)]), { loops: false }), 0);
    expect(box?.x).toBeCloseTo(256 - 7.66 * SCALE, 3);
    expect(box?.y).toBeCloseTo(200 - 3.27 * SCALE, 3);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(200 + 9.4 * SCALE + 10, 3);
    const low = boxAt(wav2lipBoxes(track([face(256, 460)]), { loops: false }), 0);
    expect((low?.y ?? 0) + (low?.height ?? 0)).toBe(512);
  });

  it('averages five frames, around the end of a looping clip too, and leaves gaps', () => {
    const frames = [100, 110, 120, 130, 140, 150, null].map((x) => (x ? face(x + 100, 200) : null));
    const at = (loops: boolean, frame: number) =>
      (boxAt(wav2lipBoxes(track(frames), { loops }), frame)?.x ?? NaN) + 7.66 * SCALE - 100;
    expect(at(false, 2)).toBeCloseTo(120, 3);
    expect(at(false, 0)).toBeCloseTo(110, 3);
    expect(at(true, 0)).toBeCloseTo((100 + 110 + 120 + 150) / 4, 3);
    expect(at(true, 6)).toBeNaN();
  });

  it('averages no frames across a cut', () => {
    const frames = [100, 100, 100, 300, 300].map((x) => face(x, 200));
    const boxes = wav2lipBoxes({ ...track(frames), cuts: [3] }, { loops: false });
    const middles = frames.map((_, i) => (boxAt(boxes, i)?.x ?? NaN) + 7.66 * SCALE);
    [100, 100, 100, 300, 300].forEach((x, i) => expect(middles[i]).toBeCloseTo(x, 3));
  });
});
