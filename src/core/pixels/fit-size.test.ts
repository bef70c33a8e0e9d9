import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittedSize } from './fit-size';

describe('fittedSize', () => {
  it('leaves a size that fits', () => {
    expect(fittedSize({ width: 1280, height: 720 }, 1280)).toEqual({ width: 1280, height: 720 });
    expect(fittedSize({ width: 641, height: 33 })).toEqual({ width: 640, height: 32 });
  });

  it('shrinks the longer side to the limit, whichever it is', () => {
    expect(fittedSize({ width: 3840, height: 2160 }, 1280)).toEqual({ width: 1280, height: 720 });
    expect(fittedSize({ width: 1080, height: 1920 }, 1280)).toEqual({ width: 720, height: 1280 });
  });

  it('gives even sides within the limit and keeps the shape', () => {
    const side = fc.integer({ min: 16, max: 5000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 64, max: 4000 }), (width, height, longest) => {
        const fitted = fittedSize({ width, height }, longest);
        expect((fitted.width % 2) + (fitted.height % 2)).toBe(0);
        expect(Math.max(fitted.width, fitted.height)).toBeLessThanOrEqual(longest);
        const scale = Math.min(1, longest / Math.max(width, height));
        expect(Math.abs(fitted.width - width * scale)).toBeLessThanOrEqual(2);
        expect(Math.abs(fitted.height - height * scale)).toBeLessThanOrEqual(2);
      }),
    );
  });
});
