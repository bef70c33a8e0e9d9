import { describe, expect, it } from 'vitest';
import { LANDMARKS, type Face } from './face-track';
import { followPerson } from './follow-people';

/** A face of `size` px with its middle at x px. */
function faceAt(x: number, size: number): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  for (let i = 0; i < LANDMARKS; i++) {
    landmarks[3 * i] = x + size * ((i % 2) - 0.5);
    landmarks[3 * i + 1] = 100 + size * ((i % 3) / 2 - 0.5);
  }
  return { landmarks, score: 1 };
}

const middle = (face: Face | null | undefined): number | null =>
  face ? ((face.landmarks[0] ?? 0) + (face.landmarks[3] ?? 0)) / 2 : null;

const follow = (frames: Face[][], options: Partial<Parameters<typeof followPerson>[1]> = {}) =>
  followPerson(frames, { cuts: [], ...options }).map(middle);

describe('followPerson', () => {
  it('follows the largest face, and the same one when another grows larger', () => {
    const frames = [40, 60, 80].map((size) => [faceAt(100, 50), faceAt(300, size)]);
    expect(follow(frames)).toEqual([100, 100, 100]);
  });

  it('follows the face at the chosen place', () => {
    const frames = [0, 10, 20].map((x) => [faceAt(100, 50), faceAt(300 + x, 30)]);
    expect(follow(frames, { at: { x: 290, y: 90 } })).toEqual([300, 310, 320]);
  });

  it('does not jump to another person while the followed one is away for a moment', () => {
    const both = [faceAt(100, 50), faceAt(300, 40)];
    expect(follow([both, [faceAt(300, 40)], both])).toEqual([100, null, 100]);
  });

  it('takes whoever is there when the followed person stays away', () => {
    const others = Array.from({ length: 20 }, () => [faceAt(300, 40)]);
    const followed = follow([[faceAt(100, 50)], ...others]);
    expect(followed.slice(0, 3)).toEqual([100, null, null]);
    expect(followed.at(-1)).toBe(300);
  });

  it('begins anew in another shot', () => {
    const frames = [[faceAt(100, 50)], [faceAt(300, 40), faceAt(500, 60)]];
    expect(follow(frames, { cuts: [1] })).toEqual([100, 500]);
  });

  it('follows a person who enters later from their entrance on, and nobody before', () => {
    const alone = [faceAt(100, 50)];
    const guest = [380, 340, 300].map((x) => [faceAt(100, 50), faceAt(x, 50)]);
    const at = { x: 300, y: 100 };
    expect(follow([alone, ...guest], { at })).toEqual([null, 380, 340, 300]);
  });

  it('takes the face nearest to the chosen place in another shot', () => {
    const frames = [[faceAt(100, 50), faceAt(300, 40)], [faceAt(120, 60), faceAt(320, 40)]]; // prettier-ignore
    const at = { x: 300, y: 100 };
    expect(follow(frames, { cuts: [1], at })).toEqual([300, 320]);
    const before = [[faceAt(120, 60), faceAt(380, 40)], ...frames.slice(0, 1)];
    expect(follow(before, { cuts: [1], at })).toEqual([380, 300]);
  });

  it('is empty where there are no faces', () => {
    expect(follow([[], []])).toEqual([null, null]);
  });
});
