import { describe, expect, it } from 'vitest';
import { LANDMARKS, type Face } from '../faces/face-track';
import { lipActivity } from './lip-activity';

/** A face whose lips are so far apart, in distances of the outer eye corners. */
function face(opening: number): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  landmarks.set([100, 100], 3 * 33);
  landmarks.set([200, 100], 3 * 263);
  landmarks.set([150, 200], 3 * 13);
  landmarks.set([150, 200 + 100 * opening], 3 * 14);
  return { landmarks, score: 1 };
}

const seconds = (count: number, opening: (frame: number) => number | null) =>
  Array.from({ length: count * 25 }, (_, frame) => {
    const value = opening(frame);
    return value === null ? null : face(value);
  });

describe('lipActivity', () => {
  it('tells syllables from a mouth that rests, and from one that only stands open', () => {
    const syllables = (frame: number) => 0.05 + 0.05 * Math.sin(frame);
    const tremble = (frame: number) => 0.003 * Math.abs(Math.sin(7 * frame));
    const talking = lipActivity(seconds(3, syllables));
    expect(talking.talking.every(Boolean)).toBe(true);
    expect(talking.resting.some(Boolean)).toBe(false);
    const resting = lipActivity(seconds(3, tremble));
    expect(resting.talking.some(Boolean)).toBe(false);
    expect(resting.resting.every(Boolean)).toBe(true);
    const open = lipActivity(seconds(3, () => 0.1));
    expect([...open.talking, ...open.resting].some(Boolean)).toBe(false);
  });

  it('says nothing where no face is seen', () => {
    const { talking, resting } = lipActivity(seconds(2, (k) => (k < 25 ? null : 0)));
    expect([...talking, ...resting.slice(0, 25)].some(Boolean)).toBe(false);
    expect(resting.slice(25).every(Boolean)).toBe(true);
  });

  it('finds the change from one to the other within half a second', () => {
    const { talking } = lipActivity(seconds(4, (k) => (k < 50 ? 0 : 0.05 + 0.05 * Math.sin(k))));
    const begin = talking.indexOf(true);
    expect(begin).toBeGreaterThan(36);
    expect(begin).toBeLessThan(52);
  });
});
