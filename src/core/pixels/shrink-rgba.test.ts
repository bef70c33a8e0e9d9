import { expect, test } from 'vitest';
import { shrinkRgba } from './shrink-rgba';

test('a pixel is the mean of those it stands for, opaque; what is left over is dropped', () => {
  const width = 5;
  const data = Uint8ClampedArray.from({ length: 4 * width * 3 }, (_, i) =>
    i % 4 === 3 ? 7 : Math.floor(i / 4) * 4 + (i % 4),
  );
  const small = shrinkRgba({ data, width, height: 3 }, 2);
  expect([small.width, small.height]).toEqual([2, 1]);
  // Pixels 0, 1, 5, 6 and 2, 3, 7, 8 of red 4 times their number.
  expect([...small.data]).toEqual([12, 13, 14, 255, 20, 21, 22, 255]);
});

test('a factor of 1 copies', () => {
  const data = Uint8ClampedArray.of(1, 2, 3, 255);
  expect([...shrinkRgba({ data, width: 1, height: 1 }, 1).data]).toEqual([...data]);
});
