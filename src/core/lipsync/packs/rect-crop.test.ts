import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_COLOUR_CHANGE } from '../colour-match';
import type { FaceRect } from './face-boxes';
import { pasteWeights, shownMask, SYNCTALK_CROPS, WAV2LIP_CROP } from './pack-crop';
import { extractRect, pasteRect, rectBounds, type RectPixels } from './rect-crop';

const WIDTH = 240;
const HEIGHT = 200;
const SIZE = 96;
const AREA = SIZE * SIZE;
const weights = pasteWeights(WAV2LIP_CROP);

function paint(colour: (x: number, y: number) => [number, number, number]): RectPixels {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    data.set([...colour((i % WIDTH) + 0.5, Math.floor(i / WIDTH) + 0.5), 255], i * 4);
  }
  return { x: 0, y: 0, width: WIDTH, height: HEIGHT, data };
}

const rects = fc.record<FaceRect>({
  x: fc.double({ min: 2, max: 60, noNaN: true }),
  y: fc.double({ min: 2, max: 40, noNaN: true }),
  width: fc.double({ min: 60, max: 170, noNaN: true }),
  height: fc.double({ min: 60, max: 150, noNaN: true }),
});

describe('extractRect', () => {
  it('samples a gradient where the rectangle says, with its own scale on each side', () => {
    const frame = paint((x, y) => [x, y, 100]);
    fc.assert(
      fc.property(rects, fc.nat(SIZE - 1), fc.nat(SIZE - 1), (rect, u, v) => {
        const planes = new Float32Array(3 * AREA);
        extractRect(frame, rect, SIZE, planes);
        const at = v * SIZE + u;
        const x = rect.x + ((u + 0.5) * rect.width) / SIZE;
        const y = rect.y + ((v + 0.5) * rect.height) / SIZE;
        expect((planes[at] ?? 0) * 255).toBeCloseTo(x, -0.3);
        expect((planes[at + AREA] ?? 0) * 255).toBeCloseTo(y, -0.3);
        expect((planes[at + 2 * AREA] ?? 0) * 255).toBeCloseTo(100, 3);
      }),
      { numRuns: 40 },
    );
  });

  it('repeats the border of the frame where a face leaves it', () => {
    const planes = new Float32Array(3 * AREA);
    extractRect(paint(() => [50, 60, 70]), { x: -50, y: 100, width: 120, height: 180 }, SIZE, planes); // prettier-ignore
    expect(Math.min(...planes.subarray(0, AREA)) * 255).toBeCloseTo(50, 3);
  });
});

describe('pasteRect', () => {
  it('puts back what was cut out, and leaves all bytes outside the rectangle', () => {
    fc.assert(
      fc.property(rects, (rect) => {
        const frame = paint((x, y) => [x, 120 + y / 2, 200 - x / 2]);
        const before = frame.data.slice();
        const drawn = new Float32Array(3 * AREA);
        extractRect(frame, rect, SIZE, drawn);
        pasteRect(frame, { drawn, weights, rect, colour: NO_COLOUR_CHANGE, weight: 1 });
        let largest = 0;
        before.forEach((value, i) => {
          largest = Math.max(largest, Math.abs(value - (frame.data[i] ?? 0)));
        });
        expect(largest).toBeLessThanOrEqual(1);

        pasteRect(frame, { drawn: drawn.map(() => 1), weights, rect, colour: NO_COLOUR_CHANGE, weight: 1 }); // prettier-ignore
        let changed = 0;
        frame.data.forEach((value, i) => {
          const x = ((i >> 2) % WIDTH) + 0.5;
          const y = Math.floor((i >> 2) / WIDTH) + 0.5;
          const within =
            x > rect.x && x < rect.x + rect.width && y > rect.y && y < rect.y + rect.height;
          if (within && i % 4 !== 3) changed += Number(value === 255);
          else if (Math.abs(value - (before[i] ?? 0)) > 1) throw new Error(`byte ${i} changed`);
        });
        expect(changed).toBeGreaterThan(rect.width * rect.height * 0.3);
      }),
      { numRuns: 12 },
    );
  });

  it('fades with the weight and with the colour match', () => {
    const value = (weight: number, gain: number): number => {
      const frame = paint(() => [0, 0, 0]);
      const drawn = new Float32Array(3 * AREA).fill(0.5);
      const rect = { x: 20, y: 20, width: 150, height: 150 };
      pasteRect(frame, { drawn, weights, rect, colour: { gain, offset: [0.1, 0, 0] }, weight });
      return frame.data[(130 * WIDTH + 95) * 4] ?? -1;
    };
    expect(value(0, 1)).toBe(0);
    expect(Math.abs(value(0.5, 1) - 76.5)).toBeLessThan(1);
    expect(Math.abs(value(1, 0.9) - 140)).toBeLessThan(1);
  });

  it('has no bounds for a face outside the frame', () => {
    expect(rectBounds({ x: 300, y: 0, width: 50, height: 50 }, WIDTH, HEIGHT)).toBeNull();
    expect(rectBounds({ x: -9.5, y: 20.2, width: 50, height: 50 }, WIDTH, HEIGHT)).toEqual({
      x: 0,
      y: 19,
      width: 42,
      height: 53,
    });
  });
});

describe('pack crops', () => {
  it.each([SYNCTALK_CROPS[160], SYNCTALK_CROPS[320], WAV2LIP_CROP])(
    'covers all that is hidden but its rim, and never steps ($size px)',
    (crop) => {
      const { size } = crop;
      const shown = shownMask(crop);
      const paste = pasteWeights(crop);
      let largest = 0;
      for (let i = 0; i < size; i++) {
        expect(paste[i]).toBe(0);
        expect(paste[(size - 1) * size + i]).toBe(0);
        expect(paste[i * size]).toBe(0);
        expect(paste[i * size + size - 1]).toBe(0);
      }
      for (let i = 1; i < size * size; i++) {
        largest = Math.max(largest, Math.abs((paste[i] ?? 0) - (paste[i - 1] ?? 0)));
      }
      expect(largest).toBeLessThan(0.2);
      expect(paste[Math.round(size * 0.6) * size + size / 2]).toBe(1);
      expect(shown[Math.round(size * 0.6) * size + size / 2]).toBe(0);
      expect(shown[2]).toBe(1);
    },
  );

  it('hides the rectangles of the recipes', () => {
    const hidden = (crop: typeof WAV2LIP_CROP) =>
      shownMask(crop).reduce((count, seen) => count + (1 - seen), 0);
    expect(hidden(SYNCTALK_CROPS[160])).toBe(150 * 145);
    expect(hidden(SYNCTALK_CROPS[320])).toBe(310 * 305);
    expect(hidden(WAV2LIP_CROP)).toBe(96 * 48);
  });
});
