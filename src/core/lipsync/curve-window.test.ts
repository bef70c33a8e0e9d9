import { describe, expect, it } from 'vitest';
import { curveWindow } from './curve-window';

describe('curveWindow', () => {
  const curves = Float32Array.from({ length: 10 * 7 }, (_, i) => Math.floor(i / 7));
  const frames = (frame: number): number[] =>
    [...curveWindow(curves, frame)].filter((_, i) => i % 7 === 0);

  it('is centred on the frame', () => {
    expect(frames(5)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('repeats the first and last frame beyond the ends', () => {
    expect(frames(0)).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 4]);
    expect(frames(9)).toEqual([5, 6, 7, 8, 9, 9, 9, 9, 9]);
  });

  it('refuses a broken number of values', () => {
    expect(() => curveWindow(new Float32Array(8), 0)).toThrow(RangeError);
    expect(() => curveWindow(new Float32Array(0), 0)).toThrow(RangeError);
  });
});
