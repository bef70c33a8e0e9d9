import { describe, expect, it } from 'vitest';
import { shrinkPlane } from './shrink-plane';

function shrunk(values: number[], width: number, size: { width: number; height: number }) {
  const height = values.length / width;
  const data = Uint8Array.from(values);
  const target = new Uint8Array(size.width * size.height);
  shrinkPlane({ data, width, height, offset: 0, stride: width, step: 1 }, target, 0, size);
  return [...target];
}

describe('shrinkPlane', () => {
  it('takes the mean of the samples at half the size', () => {
    const picture = [0, 100, 200, 100, 100, 200, 100, 0];
    expect(shrunk(picture, 4, { width: 2, height: 1 })).toEqual([100, 100]);
  });

  it('keeps a ramp a ramp', () => {
    const ramp = Array.from({ length: 12 }, (_, x) => 10 * x);
    expect(shrunk(ramp, 12, { width: 8, height: 1 })).toEqual([3, 18, 33, 48, 63, 78, 93, 108]);
  });

  it('reads interleaved samples with their offset and stride', () => {
    const data = Uint8Array.from([9, 9, 10, 0, 20, 0, 9, 9, 30, 0, 40, 0]);
    const target = new Uint8Array(3);
    const plane = { data, width: 2, height: 2, offset: 2, stride: 6, step: 2 };
    shrinkPlane(plane, target, 1, { width: 1, height: 1 });
    expect([...target]).toEqual([0, 25, 0]);
  });
});
