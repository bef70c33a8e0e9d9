import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowBuffer } from './row-buffer';

describe('RowBuffer', () => {
  it('gives any rows that were not forgotten, and the filler where there are none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { maxLength: 8 }),
        fc.nat(80),
        fc.nat(80),
        fc.nat(20),
        (blocks, kept, start, count) => {
          const buffer = new RowBuffer(2, -4);
          let row = 0;
          for (const rows of blocks) {
            const values = Float32Array.from({ length: rows * 2 }, (_, i) => row + (i >> 1));
            buffer.append(values);
            row += rows;
            buffer.forgetBefore(Math.min(kept, start));
          }
          expect(buffer.end).toBe(row);
          const expected = Array.from({ length: count }, (_, i) => {
            const at = start + i;
            return at < row ? [at, at] : [-4, -4];
          });
          expect([...buffer.slice(start, start + count)]).toEqual(expected.flat());
        },
      ),
    );
  });

  it('lets go of what is forgotten', () => {
    const buffer = new RowBuffer(1);
    buffer.append(Float32Array.of(1, 2, 3));
    buffer.append(Float32Array.of(4, 5));
    buffer.forgetBefore(3);
    expect([...buffer.slice(0, 5)]).toEqual([0, 0, 0, 4, 5]);
    expect(() => new RowBuffer(2).append(new Float32Array(3))).toThrow(RangeError);
  });
});
