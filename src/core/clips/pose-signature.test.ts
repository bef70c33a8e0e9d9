import { describe, expect, it } from 'vitest';
import { LANDMARKS, type Face, type FaceTrack } from '../faces/face-track';
import { POSE_VALUES, poseSignatures } from './pose-signature';

/** A face of eye distance 100 px whose nose is at (x, 200). */
function face(x: number, lids = 10): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  const put = (point: number, px: number, py: number) => landmarks.set([px, py], 3 * point);
  put(33, x - 50, 150);
  put(263, x + 50, 150);
  put(1, x, 200);
  put(10, x, 80);
  put(168, x, 150);
  put(234, x - 75, 180);
  put(454, x + 75, 180);
  for (const [upper, lower] of [
    [159, 145],
    [386, 374],
  ] as const) {
    // prettier-ignore
    put(upper, x, 150 - lids / 2);
    put(lower, x, 150 + lids / 2);
  }
  return { landmarks, score: 1 };
}

const track = (...frames: (Face | null)[]): FaceTrack => ({
  width: 512,
  height: 512,
  fps: 25,
  frames,
});

function shift(values: Float32Array, a: number, b: number): number {
  const at = (frame: number, k: number) => values[frame * POSE_VALUES + k] ?? 0;
  return Math.hypot(...Array.from({ length: POSE_VALUES }, (_, k) => at(a, k) - at(b, k)));
}

describe('poseSignatures', () => {
  it('measures a shift of the head in eye distances, whatever the clip', () => {
    const poses = poseSignatures(new Map([['a', track(face(200), face(230))]]));
    const { values, frames } = poses.get('a') ?? { values: new Float32Array(), frames: 0 };
    expect(frames).toBe(2);
    expect(shift(values, 0, 1)).toBeCloseTo(0.3, 5);
  });

  it('tells a blink from open eyes', () => {
    const poses = poseSignatures(new Map([['a', track(face(200, 12), face(200, 2))]]));
    expect(shift(poses.get('a')?.values ?? new Float32Array(), 0, 1)).toBeCloseTo(0.1, 5);
  });

  it('bridges frames without a face and leaves out clips without any', () => {
    const gaps = track(null, face(200), null, null, face(230), null);
    const poses = poseSignatures(new Map([['a', gaps], ['b', track(null, null)]])); // prettier-ignore
    const values = poses.get('a')?.values ?? new Float32Array();
    expect(shift(values, 0, 1)).toBe(0);
    expect(shift(values, 1, 2)).toBeCloseTo(0.1, 5);
    expect(shift(values, 2, 3)).toBeCloseTo(0.1, 5);
    expect(shift(values, 4, 5)).toBe(0);
    expect(poses.has('b')).toBe(false);
  });
});
