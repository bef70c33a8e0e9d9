import { describe, expect, it } from 'vitest';
import { faceAt, paintedPicture, REST_FACE } from '../../../../tests/fixtures/rest-face';
import { faceRegion, type FacePicture, type Tap } from '../face-picture';
import { buildFaceMesh } from './face-mesh';
import { FaceRasteriser } from './face-rasteriser';

const SIZE = 256;
const mesh = buildFaceMesh(REST_FACE);
const closed = faceAt(128, 100, 80);
const bounds = faceRegion(closed, SIZE, SIZE);
if (bounds === null) throw new Error('The face must lie in the frame.');
const region = bounds;
const FULL = { weight: 1, mouth: 'taps' } as const;

function frame(): FacePicture {
  return paintedPicture(closed, region);
}

function changes(before: FacePicture, after: FacePicture): { x: number; y: number; by: number }[] {
  const found = [];
  for (let p = 0; p < before.pixels.length; p += 4) {
    const by = Math.max(
      ...[0, 1, 2].map((c) => Math.abs((before.pixels[p + c] ?? 0) - (after.pixels[p + c] ?? 0))),
    );
    const pixel = p / 4;
    if (by > 0) {
      found.push({
        x: before.x + (pixel % before.width),
        y: before.y + Math.floor(pixel / before.width),
        by,
      });
    }
    if (before.pixels[p + 3] !== after.pixels[p + 3]) throw new Error('alpha changed');
  }
  return found;
}

function point(landmarks: Float32Array, index: number): [number, number] {
  return [landmarks[index * 3] ?? 0, landmarks[index * 3 + 1] ?? 0];
}

describe('FaceRasteriser', () => {
  it('keeps every byte when the target is the face itself', () => {
    const picture = frame();
    new FaceRasteriser(mesh).draw(picture, closed, [], FULL);
    expect(changes(frame(), picture)).toEqual([]);
  });

  it('gives the same picture back when it is its own tap', () => {
    const picture = frame();
    const taps: Tap[] = [0.25, 0.5, 0.25].map((weight) => ({ picture: frame(), weight }));
    new FaceRasteriser(mesh).draw(picture, closed, taps, FULL);
    expect(Math.max(0, ...changes(frame(), picture).map(({ by }) => by))).toBeLessThanOrEqual(1);
  });

  it('moves lip and chin to the target and nothing above the nose or outside the ring', () => {
    const open = faceAt(128, 100, 80, 0.12);
    const picture = frame();
    new FaceRasteriser(mesh).draw(picture, open, [], FULL);
    const changed = changes(frame(), picture);
    expect(changed.length).toBeGreaterThan(1500);
    const noseTip = point(closed, 1)[1];
    for (const { y } of changed) expect(y).toBeGreaterThan(noseTip - 5);
    // What was at the lower lip's edge is at the target's now.
    const at = ([x, y]: [number, number]): number[] => {
      const p = ((Math.floor(y) - region.y) * region.width + Math.floor(x) - region.x) * 4;
      return [...picture.pixels.subarray(p, p + 2)];
    };
    const [, lip] = point(closed, 17);
    const green = 128 + 90 * Math.cos(lip / 23);
    expect(Math.abs((at(point(open, 17))[1] ?? 0) - green)).toBeLessThan(5);
  });

  it('brings the taps to the geometry of the target, wherever their face was', () => {
    const elsewhere = faceAt(150.5, 90.25, 80);
    const shifted = faceRegion(elsewhere, SIZE, SIZE);
    if (shifted === null) throw new Error('The face must lie in the frame.');
    const tap = paintedPicture(elsewhere, shifted, { dx: 22.5, dy: -9.75 });
    const picture = frame();
    new FaceRasteriser(mesh).draw(picture, closed, [{ picture: tap, weight: 1 }], FULL);
    const largest = Math.max(0, ...changes(frame(), picture).map(({ by }) => by));
    expect(largest).toBeLessThanOrEqual(2);
  });

  it('shows the taps at the lips and the frame at the jaw', () => {
    const white = frame();
    white.pixels.fill(255);
    const picture = frame();
    new FaceRasteriser(mesh).draw(picture, closed, [{ picture: white, weight: 1 }], FULL);
    const at = ([x, y]: [number, number], p: FacePicture): number =>
      p.pixels[((Math.floor(y) - p.y) * p.width + Math.floor(x) - p.x) * 4] ?? -1;
    for (const lip of [13, 14, 0, 17, 61, 291]) {
      expect(at(point(closed, lip), picture)).toBeGreaterThan(220);
    }
    for (const jaw of [152, 172, 397, 1]) {
      const now = at(point(closed, jaw), picture);
      expect(Math.abs(now - at(point(closed, jaw), frame()))).toBeLessThanOrEqual(3);
    }
  });

  it('brings taps of another light to the light of the frame, by 14 levels at most', () => {
    const lit = (by: number): number => {
      const tap = frame();
      tap.pixels.forEach((value, i) => (tap.pixels[i] = i % 4 === 3 ? value : value + by));
      const picture = paintedPicture(closed, region);
      new FaceRasteriser(mesh).draw(picture, closed, [{ picture: tap, weight: 1 }], FULL);
      const [x, y] = point(closed, 17);
      const p = ((Math.floor(y) - region.y) * region.width + Math.floor(x) - region.x) * 4;
      return (picture.pixels[p + 2] ?? 0) - (frame().pixels[p + 2] ?? 0);
    };
    expect(Math.abs(lit(10))).toBeLessThanOrEqual(1);
    expect(Math.abs(lit(-12))).toBeLessThanOrEqual(1);
    expect(lit(40)).toBeGreaterThan(20);
  });

  it('fades with the weight and does nothing at weight 0', () => {
    const open = faceAt(128, 100, 80, 0.12);
    const reach = (weight: number): number => {
      const picture = frame();
      new FaceRasteriser(mesh).draw(picture, open, [], { weight, mouth: 'taps' });
      return changes(frame(), picture).reduce((sum, { by }) => sum + by, 0);
    };
    expect(reach(0)).toBe(0);
    expect(reach(0.5)).toBeGreaterThan(0.3 * reach(1));
    expect(reach(0.5)).toBeLessThan(0.8 * reach(1));
  });

  it('draws a face that is cut off by the frame', () => {
    const low = faceAt(128, 190, 80, 0.1);
    const cut = faceRegion(low, SIZE, SIZE);
    if (cut === null) throw new Error('Part of the face lies in the frame.');
    expect(cut.y + cut.height).toBe(SIZE);
    const picture = paintedPicture(faceAt(128, 190, 80), cut);
    new FaceRasteriser(mesh).draw(picture, low, [{ picture: frame(), weight: 1 }], FULL);
    const blank = picture.pixels.filter((value, i) => i % 4 !== 3 && value === 0).length;
    expect(blank).toBe(0);
  });

  it('refuses broken input', () => {
    const painter = new FaceRasteriser(mesh);
    expect(() => painter.draw(frame(), new Float32Array(3), [], FULL)).toThrow(RangeError);
    const broken = { ...frame(), pixels: new Uint8ClampedArray(8) };
    expect(() => painter.draw(broken, closed, [], FULL)).toThrow(RangeError);
  });
});

describe('faceRegion', () => {
  it('is null outside the frame', () => {
    expect(faceRegion(faceAt(900, 900, 80), SIZE, SIZE)).toBeNull();
  });
});
