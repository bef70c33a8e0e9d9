import { describe, expect, it } from 'vitest';
import { extractCrop } from './crop';
import { NO_COLOUR_CHANGE } from './colour-match';
import { pasteCrop } from './paste';
import type { PixelRegion, Similarity } from './pixel-region';
import { RESAMPLING_LOSS, sharpen } from './sharpen';

const SIZE = 4;

describe('sharpen', () => {
  it('leaves even and evenly rising pictures alone, but for their borders', () => {
    const ramp = Float32Array.from({ length: 2 * SIZE * SIZE }, (_, i) => (i % SIZE) / 8);
    const sharpened = ramp.slice();
    sharpen(sharpened, SIZE, 0.2);
    for (const i of [5, 6, 9, 10, 21, 26]) expect(sharpened[i]).toBeCloseTo(ramp[i] ?? 0);
    const even = new Float32Array(SIZE * SIZE).fill(0.5);
    sharpen(even, SIZE, 0.2);
    for (const value of even) expect(value).toBeCloseTo(0.5);
  });

  it('takes the second difference off along rows and columns, plane by plane', () => {
    const planes = new Float32Array(2 * SIZE * SIZE);
    planes[SIZE + 1] = 1;
    sharpen(planes, SIZE, 0.1);
    const first = [
      [0.01, -0.12, 0.01, 0],
      [-0.12, 1.44, -0.12, 0],
      [0.01, -0.12, 0.01, 0],
      [0, 0, 0, 0],
    ].flat();
    first.forEach((value, i) => expect(planes[i]).toBeCloseTo(value));
    expect(planes.subarray(SIZE * SIZE).every((value) => value === 0)).toBe(true);
  });

  it('repeats the border', () => {
    const planes = new Float32Array(SIZE * SIZE);
    for (let y = 0; y < SIZE; y++) planes[y * SIZE + SIZE - 1] = 1;
    sharpen(planes, SIZE, 0.1);
    for (let y = 0; y < SIZE; y++) {
      expect([...planes.subarray(y * SIZE, (y + 1) * SIZE)].map((v) => +v.toFixed(5))).toEqual([
        0, 0, -0.1, 1.1,
      ]);
    }
  });

  it('brings a crop that was cut out and pasted back nearer to what it was', () => {
    // A crop of 40 px over 50 px of the frame, as a mouth lies in a video of 720 px, at an odd place.
    const [side, size] = [64, 40];
    const transform: Similarity = [1.22, 0.05, 6.3, 4.7];
    const frame = new Uint8ClampedArray(side * side * 4);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const value = 128 + 50 * Math.sin(x * 1.1) * Math.cos(y * 0.9) + 30 * Math.sin(x * 0.3 + y);
        frame.fill(value, (y * side + x) * 4, (y * side + x) * 4 + 4);
      }
    }
    const region = (): PixelRegion => ({
      x: 0,
      y: 0,
      width: side,
      height: side,
      data: frame.slice(),
    });
    const error = (amount: number): number => {
      const drawn = new Float32Array(3 * size * size);
      extractCrop(region(), transform, new Uint8Array(size * size).fill(1), drawn);
      sharpen(drawn, size, amount);
      const feather = new Float32Array(size * size).fill(1);
      const pasted = region();
      pasteCrop(pasted, { drawn, feather, transform, colour: NO_COLOUR_CHANGE, weight: 1 });
      return pasted.data.reduce((sum, value, i) => sum + (value - (frame[i] ?? 0)) ** 2, 0);
    };
    expect(error(RESAMPLING_LOSS)).toBeLessThan(0.6 * error(0));
    expect(error(RESAMPLING_LOSS)).toBeLessThan(error(2 * RESAMPLING_LOSS));
  });
});
