import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchColour, matchRing, NO_COLOUR_CHANGE } from './colour-match';
import { extractCrop } from './crop';
import { pasteCrop } from './paste';
import { cropBounds, transformAt, type PixelRegion, type Similarity } from './pixel-region';
import { featherWeights, UNET_CROP, visibleMask } from './unet-crop';

const { size } = UNET_CROP;
const area = size * size;
const allVisible = new Uint8Array(area).fill(1);
const feather = featherWeights(UNET_CROP);

/** A frame whose red, green and blue are given by a function of the continuous pixel centre. */
function paint(
  width: number,
  height: number,
  colour: (x: number, y: number) => [number, number, number],
): PixelRegion {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set([...colour(x + 0.5, y + 0.5), 255], (y * width + x) * 4);
    }
  }
  return { x: 0, y: 0, width, height, data };
}

const similarity = fc
  .record({
    scale: fc.double({ min: 0.6, max: 1.6, noNaN: true }),
    angle: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
    tx: fc.double({ min: 120, max: 160, noNaN: true }),
    ty: fc.double({ min: 120, max: 160, noNaN: true }),
  })
  .map(({ scale, angle, tx, ty }): Similarity => [
    scale * Math.cos(angle),
    scale * Math.sin(angle),
    tx,
    ty,
  ]);

/** The part of `frame` that `bounds` names, as its own region. */
function part(frame: PixelRegion, transform: Similarity): PixelRegion {
  const bounds = cropBounds(transform, size, frame.width, frame.height);
  if (!bounds) throw new Error('the crop lies outside');
  const data = new Uint8ClampedArray(bounds.width * bounds.height * 4);
  for (let y = 0; y < bounds.height; y++) {
    const from = ((bounds.y + y) * frame.width + bounds.x) * 4;
    data.set(frame.data.subarray(from, from + bounds.width * 4), y * bounds.width * 4);
  }
  return { ...bounds, data };
}

describe('extractCrop', () => {
  it('samples a gradient at the sub-pixel place the transform names', () => {
    const frame = paint(480, 480, (x, y) => [x / 4, y / 4, 100]);
    fc.assert(
      fc.property(similarity, (transform) => {
        const planes = new Float32Array(3 * area);
        extractCrop(part(frame, transform), transform, allVisible, planes);
        const [a, b, tx, ty] = transform;
        for (const [u, v] of [
          [0, 0],
          [80, 17],
          [159, 159],
        ] as const) {
          // Beyond the frame its border repeats.
          const inFrame = (place: number): number => Math.min(480, Math.max(0, place));
          const x = inFrame(a * (u + 0.5) - b * (v + 0.5) + tx);
          const y = inFrame(b * (u + 0.5) + a * (v + 0.5) + ty);
          expect((planes[v * size + u] ?? 0) * 255).toBeCloseTo(x / 4, -0.3);
          expect((planes[area + v * size + u] ?? 0) * 255).toBeCloseTo(y / 4, -0.3);
          expect((planes[2 * area + v * size + u] ?? 0) * 255).toBeCloseTo(100, 3);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('hides what the network must draw', () => {
    const frame = paint(200, 200, () => [200, 200, 200]);
    const planes = new Float32Array(3 * area).fill(9);
    extractCrop(frame, [1, 0, 10, 10], visibleMask(UNET_CROP), planes);
    const mouth = 80 * size + 80;
    expect([planes[mouth], planes[mouth + area], planes[mouth + 2 * area]]).toEqual([0, 0, 0]);
    expect(planes[0]).toBeCloseTo(200 / 255, 5);
  });

  it('repeats the border where the crop leaves the frame', () => {
    const frame = paint(100, 100, () => [50, 60, 70]);
    const planes = new Float32Array(3 * area);
    extractCrop(frame, [1, 0, -30, -30], allVisible, planes);
    expect(Math.min(...planes.subarray(0, area))).toBeCloseTo(50 / 255, 5);
  });

  it('refuses planes that are too small', () => {
    const frame = paint(10, 10, () => [0, 0, 0]);
    expect(() => extractCrop(frame, [1, 0, 0, 0], allVisible, new Float32Array(5))).toThrow(
      RangeError,
    );
  });
});

describe('pasteCrop', () => {
  const job = { feather, colour: NO_COLOUR_CHANGE, weight: 1 };

  it('gives the frame back when its own crop is pasted', () => {
    const frame = paint(480, 480, (x, y) => [
      128 + 90 * Math.sin(x / 25),
      128 + 90 * Math.cos(y / 30),
      x / 3,
    ]);
    fc.assert(
      fc.property(similarity, (transform) => {
        const region = part(frame, transform);
        const before = region.data.slice();
        const drawn = new Float32Array(3 * area);
        extractCrop(region, transform, allVisible, drawn);
        pasteCrop(region, { ...job, drawn, transform });
        let largest = 0;
        before.forEach((value, i) => {
          largest = Math.max(largest, Math.abs(value - (region.data[i] ?? 0)));
        });
        expect(largest).toBeLessThanOrEqual(2);
      }),
      { numRuns: 20 },
    );
  });

  it('changes the mouth and no byte outside the feather, whatever the pose', () => {
    const frame = paint(480, 480, (x, y) => [x % 256, y % 256, (x * y) % 256]);
    const drawn = new Float32Array(3 * area).fill(1);
    fc.assert(
      fc.property(similarity, (transform) => {
        const region = part(frame, transform);
        const before = region.data.slice();
        pasteCrop(region, { ...job, drawn, transform });
        const [a, b, tx, ty] = transform;
        let changed = 0;
        for (let y = 0; y < region.height; y++) {
          for (let x = 0; x < region.width; x++) {
            const dx = region.x + x + 0.5 - tx;
            const dy = region.y + y + 0.5 - ty;
            const u = (a * dx + b * dy) / (a * a + b * b);
            const v = (a * dy - b * dx) / (a * a + b * b);
            const outside = u < 1 || v < 1 || u > size - 1 || v > size - 1;
            for (let c = 0; c < 4; c++) {
              const i = (y * region.width + x) * 4 + c;
              if (region.data[i] === before[i]) continue;
              changed++;
              if (outside || c === 3) throw new Error(`byte ${c} at crop ${u}, ${v} changed`);
            }
          }
        }
        expect(changed).toBeGreaterThan(5000);
      }),
      { numRuns: 10 },
    );
  });

  it('fades with the weight and does nothing at weight 0', () => {
    const value = (weight: number): number => {
      const frame = paint(180, 180, () => [0, 0, 0]);
      const drawn = new Float32Array(3 * area).fill(1);
      pasteCrop(frame, { ...job, drawn, transform: [1, 0, 10, 10], weight });
      return frame.data[(100 * 180 + 90) * 4] ?? -1;
    };
    expect(value(0)).toBe(0);
    expect(value(0.5)).toBeCloseTo(128, -1);
    expect(value(1)).toBe(255);
  });
});

describe('feather', () => {
  it('is 0 on the border of the crop, 1 on the mouth, and never steps', () => {
    let largestStep = 0;
    for (let i = 0; i < size; i++) {
      for (const edge of [i, (size - 1) * size + i, i * size, i * size + size - 1]) {
        expect(feather[edge]).toBe(0);
      }
    }
    for (let i = 1; i < area; i++) {
      largestStep = Math.max(largestStep, Math.abs((feather[i] ?? 0) - (feather[i - 1] ?? 0)));
    }
    expect(feather[80 * size + 80]).toBe(1);
    expect(largestStep).toBeLessThan(0.15);
  });
});

describe('matchColour', () => {
  const visible = visibleMask(UNET_CROP);
  const ring = matchRing(visible, feather);

  it('undoes a change of light and tint', () => {
    const seen = Float32Array.from(
      { length: 3 * area },
      (_, i) => 0.3 + 0.3 * Math.abs(Math.sin(i)),
    );
    const drawn = seen.map((v, i) => (v - 0.02 * (1 - Math.floor(i / area))) / 1.1);
    const { gain, offset } = matchColour(drawn, seen, ring, area);
    const corrected = drawn.map((v, i) => gain * v + (offset[Math.floor(i / area)] ?? 0));
    const mean = (planes: Float32Array, c: number): number =>
      ring.reduce((sum, i) => sum + (planes[i + c * area] ?? 0), 0) / ring.length;
    for (const c of [0, 1, 2]) expect(mean(corrected, c)).toBeCloseTo(mean(seen, c), 3);
  });

  it('never corrects by more than light can explain', () => {
    const { gain, offset } = matchColour(
      new Float32Array(3 * area).fill(0.1),
      new Float32Array(3 * area).fill(0.9),
      ring,
      area,
    );
    expect(gain).toBeLessThanOrEqual(1.2);
    for (const o of offset) expect(Math.abs(o)).toBeLessThanOrEqual(0.06);
  });
});

describe('transformAt', () => {
  it('is null for frames without a face and beyond the end', () => {
    const transforms = Float32Array.from([1, 0, 5, 6, NaN, NaN, NaN, NaN]);
    expect(transformAt(transforms, 0)).toEqual([1, 0, 5, 6]);
    expect(transformAt(transforms, 1)).toBeNull();
    expect(transformAt(transforms, 2)).toBeNull();
  });

  it('has no bounds for a crop outside the frame', () => {
    expect(cropBounds([1, 0, 600, 600], size, 512, 512)).toBeNull();
  });
});
