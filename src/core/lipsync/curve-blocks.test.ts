import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_FRAMES, curveBlock, MARGIN_FRAMES, WINDOW_FRAMES } from './curve-blocks';

describe('curveBlock', () => {
  it('covers every frame once, with full margins wherever there is audio', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (frames) => {
        let covered = 0;
        for (let index = 0; covered < frames; index++) {
          const block = curveBlock(index, frames);
          expect(block.start).toBe(covered);
          expect(block.end).toBeGreaterThan(block.start);
          expect(block.windowStart).toBe(Math.max(0, block.start - MARGIN_FRAMES));
          expect(block.windowEnd).toBe(
            Math.min(frames, block.start + BLOCK_FRAMES + MARGIN_FRAMES),
          );
          expect(block.windowEnd - block.windowStart).toBeLessThanOrEqual(WINDOW_FRAMES);
          covered = block.end;
        }
        expect(covered).toBe(frames);
      }),
    );
  });

  it('plans the same full blocks before the end is known', () => {
    expect(curveBlock(2, Infinity)).toEqual(curveBlock(2, 10_000));
  });

  it('has no block behind the end', () => {
    expect(() => curveBlock(1, BLOCK_FRAMES)).toThrow(RangeError);
    expect(() => curveBlock(0, 0)).toThrow(RangeError);
  });
});
