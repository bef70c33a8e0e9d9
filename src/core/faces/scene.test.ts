import { describe, expect, it } from 'vitest';
import { LANDMARKS, type Face } from './face-track';
import { facesOfScene } from './scene';

/** A face whose eyes are 100 px apart, `x` px from the left. */
function faceAt(x: number): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  for (let i = 0; i < LANDMARKS; i++) landmarks[3 * i] = x;
  landmarks[3 * 33] = x - 50;
  landmarks[3 * 263] = x + 50;
  return { landmarks, score: 1 };
}

const still = (frames: number): (Face | null)[] =>
  Array.from({ length: frames }, () => faceAt(200));
const changes = (frames: number, at: Record<number, number> = {}): Float32Array =>
  Float32Array.from({ length: frames }, (_, i) => at[i] ?? 0.004);
const stretch = { first: 0, end: 20 };
/** Frames that have a face. */
const seen = (faces: readonly (Face | null)[]): number[] =>
  [...faces.keys()].filter((i) => faces[i]);

describe('facesOfScene', () => {
  it('keeps what is seen beyond the stretch, in the same shot', () => {
    const faces = [...still(20), null, null, ...still(20)];
    const kept = facesOfScene({ faces, cuts: [], changes: changes(42), people: 1 }, stretch);
    expect(kept).toEqual(faces);
  });

  it('goes on over a cut between two takes, but not over one to another picture', () => {
    const followed = { faces: still(60), cuts: [20, 40], people: 1 };
    const kept = facesOfScene(
      { ...followed, changes: changes(60, { 20: 0.02, 40: 0.2 }) },
      stretch,
    );
    expect(seen(kept)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    const other = facesOfScene(
      { ...followed, changes: changes(60, { 20: 0.2, 40: 0.02 }) },
      stretch,
    );
    expect(seen(other)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('keeps to the stretch where it may be somebody else', () => {
    const faces = [...still(20), null, ...still(19)];
    const kept = facesOfScene({ faces, cuts: [], changes: changes(40), people: 2 }, stretch);
    expect(seen(kept)).toHaveLength(20);
    const elsewhere = [...still(20), ...Array.from({ length: 20 }, () => faceAt(400))];
    const leaped = facesOfScene(
      { faces: elsewhere, cuts: [20], changes: changes(40), people: 1 },
      stretch,
    );
    expect(seen(leaped)).toHaveLength(20);
  });
});
