import { describe, expect, it } from 'vitest';
import { LANDMARKS, type Face } from './face-track';
import { shotCuts } from './shot-cuts';

/** A face whose eyes are 100 px apart, moved right by `x` px. */
function faceAt(x: number): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  for (let i = 0; i < LANDMARKS; i++) landmarks[3 * i] = x;
  landmarks[3 * 33] = x - 50;
  landmarks[3 * 263] = x + 50;
  return { landmarks, score: 1 };
}

const still = (frames: number) => Array.from({ length: frames }, () => faceAt(200));
const quiet = (frames: number, at: Record<number, number> = {}) =>
  Float32Array.from({ length: frames }, (_, i) => at[i] ?? 0.003 + 0.001 * (i % 2));

describe('shotCuts', () => {
  it('finds none in a calm video', () => {
    expect(shotCuts(quiet(60), still(60))).toEqual([]);
  });

  it('finds a cut to another picture, with or without a face', () => {
    expect(shotCuts(quiet(60, { 30: 0.2 }), still(60))).toEqual([30]);
    expect(shotCuts(quiet(60, { 30: 0.2 }), new Array<null>(60).fill(null))).toEqual([30]);
  });

  it('finds a cut between two takes by the leap of the head', () => {
    const faces = [...still(30), ...Array.from({ length: 30 }, () => faceAt(225))];
    expect(shotCuts(quiet(60, { 30: 0.03 }), faces)).toEqual([30]);
    expect(shotCuts(quiet(60), faces)).toEqual([]);
  });

  it('takes no fast turn of the head and no pan of the camera for a cut', () => {
    const turning = Array.from({ length: 60 }, (_, i) =>
      faceAt(200 + 25 * Math.max(0, Math.min(12, i - 20))),
    );
    const changes = quiet(60);
    changes.fill(0.06, 21, 33);
    expect(shotCuts(changes, turning)).toEqual([]);
  });

  it('takes a face that is suddenly elsewhere for another one', () => {
    expect(
      shotCuts(quiet(40), [...still(20), ...Array.from({ length: 20 }, () => faceAt(400))]),
    ).toEqual([20]);
  });
});
