import { describe, expect, it } from 'vitest';
import { sampleCubic } from './sample-point';
import { addRunBilinear, addRunCubic } from './sample-run';

const WIDTH = 24;
const HEIGHT = 20;
/** Noise: what interpolation finds hardest. */
const picture = {
  pixels: Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => (i * 7919) % 256),
  width: WIDTH,
  height: HEIGHT,
};

describe('addRunCubic', () => {
  it.each([
    ['inside', 3.25, 4.75, 0.96875, 0, 12],
    ['turned far', 4.25, 4.75, 0.5, 0.375, 12],
    ['over the border', -3.25, 15.125, 1.875, 0.375, 15],
  ])('reads what single places show, %s', (_, u, v, du, dv, count) => {
    const sum = new Float32Array(count * 3);
    addRunCubic(picture, u, v, du, dv, count, sum, 0, 1);
    const single = new Float64Array(3);
    for (let i = 0; i < count; i++) {
      sampleCubic(picture, u + i * du + 0.5, v + i * dv + 0.5, single);
      for (let c = 0; c < 3; c++) {
        expect(Math.abs((sum[i * 3 + c] ?? NaN) - (single[c] ?? NaN))).toBeLessThan(1e-3);
      }
    }
  });

  it('keeps to a slope when it reads columns first', () => {
    const slanted = Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => {
      const [x, y] = [(i >> 2) % WIDTH, Math.floor((i >> 2) / WIDTH)];
      return 60 + 3 * x + 5 * y;
    });
    const sum = new Float32Array(30);
    addRunCubic({ ...picture, pixels: slanted }, 3.25, 4.5, 1.125, 0.25, 10, sum, 0, 1);
    for (let i = 0; i < 10; i++) {
      expect(sum[i * 3]).toBeCloseTo(60 + 3 * (3.25 + 1.125 * i) + 5 * (4.5 + 0.25 * i), 0.5);
    }
  });

  it('goes through the pixels and keeps brightness exactly', () => {
    const sum = new Float32Array(9);
    addRunCubic(picture, 5, 6, 1, 0, 3, sum, 0, 1);
    const at = (6 * WIDTH + 5) * 4;
    for (const [i, p] of [0, 1, 2, 4, 5, 6, 8, 9, 10].entries()) {
      expect(sum[i]).toBe(picture.pixels[at + p]);
    }
  });
});

describe('addRunBilinear', () => {
  it('adds its share at its place and leaves the rest alone', () => {
    const sum = new Float32Array(12).fill(10);
    addRunBilinear(picture, 4.5, 3, 1, 0, 2, sum, 3, 0.5);
    const at = (3 * WIDTH + 4) * 4;
    const between = ((picture.pixels[at] ?? NaN) + (picture.pixels[at + 4] ?? NaN)) / 2;
    expect(sum[3]).toBeCloseTo(10 + between / 2, 4);
    expect([...sum.subarray(0, 3), ...sum.subarray(9)]).toEqual([10, 10, 10, 10, 10, 10]);
  });
});
