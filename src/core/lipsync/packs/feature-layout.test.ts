import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encoderLayout,
  FEATURE_ROWS,
  featureWindow,
  MEL_LAYOUT,
  rowsOfFrames,
  type FeatureLayout,
} from './feature-layout';

/** Rows whose values are their own index + 1, so that zeros show as missing. */
function counting({ kind }: FeatureLayout, first: number, end: number): Float32Array {
  const { rowSize } = FEATURE_ROWS[kind];
  return Float32Array.from({ length: (end - first) * rowSize }, (_, i) => {
    return first + Math.floor(i / rowSize) + 1;
  });
}

function rowsSeen(layout: FeatureLayout, total: number, frame: number): number[] {
  const window = featureWindow(
    { layout, rows: counting(layout, 0, total), firstRow: 0, totalRows: total },
    frame,
  );
  const { rowSize } = FEATURE_ROWS[layout.kind];
  return Array.from({ length: layout.window }, (_, i) => (window[i * rowSize] ?? NaN) - 1);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('featureWindow', () => {
  it('shows features i − 8 … i + 7, zeros outside', () => {
    const ave = encoderLayout('ave', 16);
    expect(rowsSeen(ave, 100, 50)).toEqual(range(42, 58));
    expect(rowsSeen(ave, 100, 2)).toEqual([...Array<number>(6).fill(-1), ...range(0, 10)]);
    expect(rowsSeen(ave, 100, 99)).toEqual([...range(91, 100), ...Array<number>(7).fill(-1)]);
    expect(rowsSeen(encoderLayout('hubert', 8), 100, 50)).toEqual(range(46, 54));
  });

  it('follows the 20 rows a second of wenet', () => {
    expect(rowsSeen(encoderLayout('wenet', 8), 100, 50)).toEqual(range(36, 44));
    expect(rowsSeen(encoderLayout('wenet', 8), 100, 51)).toEqual(range(36, 44));
    expect(rowsSeen(encoderLayout('wenet', 8), 100, 52)).toEqual(range(37, 45));
  });

  it('shows Wav2Lip mel columns from int(i · 3.2) on, at the end the last 16', () => {
    expect(rowsSeen(MEL_LAYOUT, 200, 0)).toEqual(range(0, 16));
    expect(rowsSeen(MEL_LAYOUT, 200, 3)).toEqual(range(9, 25));
    expect(rowsSeen(MEL_LAYOUT, 200, 60)).toEqual(range(184, 200));
    expect(rowsSeen(MEL_LAYOUT, 10, 0)).toEqual([...range(0, 10), ...Array<number>(6).fill(-1)]);
  });

  it('needs no more than the rows of its stretch of frames', () => {
    const layouts = [MEL_LAYOUT, encoderLayout('ave', 16)];
    fc.assert(
      fc.property(
        fc.constantFrom(...layouts),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 20 }),
        (layout, total, first, count) => {
          const needed = rowsOfFrames(layout, { first, end: first + count });
          const start = Math.min(needed.first, total);
          const end = Math.min(needed.end, total);
          const part = {
            layout,
            rows: counting(layout, start, end),
            firstRow: start,
            totalRows: needed.end >= total ? total : null,
          };
          const whole = { layout, rows: counting(layout, 0, total), firstRow: 0, totalRows: total };
          const frame = first + count - 1;
          // A video ends with its sound: no frame lies behind the last mel row.
          fc.pre(frame * 3.2 < total);
          expect(featureWindow(part, frame)).toEqual(featureWindow(whole, frame));
          expect(featureWindow(part, first)).toEqual(featureWindow(whole, first));
        },
      ),
      { numRuns: 40 },
    );
  });
});
