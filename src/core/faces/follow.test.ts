import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LANDMARKS, type Face } from './face-track';
import { faceBox, followFace, intersectionOverUnion, type FaceBox } from './follow';

/** A face whose landmarks fill a square. */
function square(left: number, top: number, side: number): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  for (let i = 0; i < LANDMARKS; i++) {
    landmarks[3 * i] = left + (side * (i % 20)) / 19;
    landmarks[3 * i + 1] = top + (side * Math.floor(i / 20)) / Math.floor((LANDMARKS - 1) / 20);
  }
  return { landmarks, score: 1 };
}

test('the box spans the landmarks', () => {
  expect(faceBox(square(10, 20, 30))).toEqual({ left: 10, top: 20, right: 40, bottom: 50 });
});

test('the face that overlaps the last one is kept, though another is larger', () => {
  const near = square(105, 100, 50);
  const large = square(300, 100, 120);
  expect(followFace([large, near], faceBox(square(100, 100, 50)))).toBe(near);
});

test('the largest face is taken at the start and when the last one is gone', () => {
  const small = square(0, 0, 20);
  const large = square(100, 0, 60);
  expect(followFace([small, large], null)).toBe(large);
  expect(followFace([small, large], faceBox(square(400, 400, 20)))).toBe(large);
  expect(followFace([], null)).toBeNull();
});

test('overlap is symmetric, 1 for equal boxes and within 0–1', () => {
  const box: fc.Arbitrary<FaceBox> = fc
    .tuple(
      fc.nat(500),
      fc.nat(500),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 300 }),
    )
    .map(([left, top, w, h]) => ({ left, top, right: left + w, bottom: top + h }));
  fc.assert(
    fc.property(box, box, (a, b) => {
      const overlap = intersectionOverUnion(a, b);
      expect(overlap).toBe(intersectionOverUnion(b, a));
      expect(overlap).toBeGreaterThanOrEqual(0);
      expect(overlap).toBeLessThanOrEqual(1);
      expect(intersectionOverUnion(a, a)).toBe(1);
    }),
  );
});
