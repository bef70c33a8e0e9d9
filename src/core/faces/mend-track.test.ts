import { describe, expect, it } from 'vitest';
import { LANDMARKS, type Face } from './face-track';
import { headTurn } from './head-turn';
import { mendTrack } from './mend-track';

function faceAt(x: number): Face {
  const landmarks = new Float32Array(LANDMARKS * 3).fill(x);
  landmarks[3 * 33] = x - 50;
  landmarks[3 * 263] = x + 50;
  return { landmarks, score: 1 };
}

const nose = (face: Face | null | undefined): number | null => face?.landmarks[3] ?? null;

describe('mendTrack', () => {
  it('bridges a short gap within a shot', () => {
    const mended = mendTrack([faceAt(10), null, null, faceAt(13)], []);
    expect(nose(mended[1])).toBeCloseTo(11, 1);
    expect(mended[1]?.score).toBe(0);
  });

  it('lets a face that was found a little late count from the beginning of its shot', () => {
    const late = mendTrack([null, null, faceAt(10), faceAt(10)], []);
    expect(late.map(nose)).toEqual([10, 10, 10, 10]);
    expect(late.map((face) => face?.score)).toEqual([0, 0, 1, 1]);
    const later = mendTrack([null, null, null, faceAt(10)], []);
    expect(later.map(nose)).toEqual([null, null, null, 10]);
  });

  it('neither bridges nor smooths over a cut', () => {
    const mended = mendTrack([faceAt(10), null, faceAt(12), faceAt(12)], [2]);
    expect(mended.map(nose)).toEqual([10, null, 12, 12]);
  });

  it('takes out jitter', () => {
    const shaky = Array.from({ length: 30 }, (_, i) => faceAt(100 + (i % 2 ? 0.2 : -0.2)));
    const away = mendTrack(shaky, []).map((face) => Math.abs((nose(face) ?? 0) - 100));
    expect(Math.max(...away.slice(3, 27))).toBeLessThan(0.1);
  });
});

it('tells how far a head is turned', () => {
  const face = faceAt(100);
  expect(headTurn(face)).toBeCloseTo(0);
  face.landmarks[3 * 263 + 2] = face.landmarks[3 * 33 + 2] ?? 0;
  face.landmarks[3 * 263 + 2] = (face.landmarks[3 * 263 + 2] ?? 0) + 100;
  expect(headTurn(face)).toBeCloseTo(45);
});
