import { expect, it } from 'vitest';
import { PictureChange } from './picture-change';

/** A picture of 64 × 36 px whose brightness is told by place. */
function picture(green: (x: number, y: number) => number): ImageData {
  const [width, height] = [64, 36];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    data[4 * i + 1] = green(i % width, Math.floor(i / width));
  }
  return { data, width, height, colorSpace: 'srgb' };
}

it('measures how much of the brightness changed, wherever it did', () => {
  const change = new PictureChange();
  expect(change.next(picture(() => 51))).toBe(0);
  expect(change.next(picture(() => 51))).toBe(0);
  expect(change.next(picture(() => 102))).toBeCloseTo(0.2);
  expect(change.next(picture((x) => (x < 32 ? 102 : 0)))).toBeCloseTo(0.2);
  expect(change.next(picture((x) => (x < 32 ? 0 : 102)))).toBeCloseTo(0.4);
});
