import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fitPose,
  meanShape,
  poseAngle,
  SHAPE_VALUES,
  turnAngle,
  withoutPose,
  withPose,
} from './pose';

/** A face-like cloud: wide, high, curved to the back, and not symmetric in depth. */
function cloud(): Float32Array {
  const shape = new Float32Array(SHAPE_VALUES);
  for (let i = 0; i < SHAPE_VALUES / 3; i++) {
    const x = Math.sin(i * 12.9) * 0.7;
    const y = Math.sin(i * 78.2) * 0.9;
    shape.set([x, y, x * x + 0.3 * y * y + 0.1 * Math.sin(i * 3.3)], i * 3);
  }
  shape.set([-0.5, 0, 0.2], 33 * 3);
  shape.set([0.5, 0, 0.2], 263 * 3);
  shape.set([0, -0.8, 0.1], 10 * 3);
  shape.set([0, 0.5, 0], 2 * 3);
  return shape;
}

const turned = (nod: number, turn: number, tilt: number): number[] => {
  const [a, b, c] = [Math.cos(nod), Math.cos(turn), Math.cos(tilt)];
  const [d, e, f] = [Math.sin(nod), Math.sin(turn), Math.sin(tilt)];
  return [
    b * c, -b * f, e,
    a * f + d * e * c, a * c - d * e * f, -d * b,
    d * f - a * e * c, d * c + a * e * f, a * b,
  ]; // prettier-ignore
};
const angle = fc.double({ min: -0.8, max: 0.8, noNaN: true });

describe('fitPose', () => {
  test('finds the pose that a shape was given, in any position', () => {
    const shape = cloud();
    fc.assert(
      fc.property(
        angle,
        angle,
        angle,
        fc.integer({ min: 20, max: 600 }),
        (nod, turn, tilt, scale) => {
          const pose = {
            scale,
            rotation: turned(nod, turn, tilt),
            shift: [300, 200, -40] as const,
          };
          const landmarks = withPose(shape, pose);
          const found = fitPose(shape, landmarks);
          expect(found.scale).toBeCloseTo(scale, 1);
          expect(poseAngle(found, pose)).toBeLessThan(0.1);
          const back = withoutPose(landmarks, found);
          back.forEach((value, k) => expect(value).toBeCloseTo(shape[k] as number, 3));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('lips and jaw have no say', () => {
    const shape = cloud();
    const pose = { scale: 100, rotation: turned(0.1, 0.2, 0), shift: [0, 0, 0] as const };
    const landmarks = withPose(shape, pose);
    for (const point of [13, 14, 17, 152, 61, 291]) landmarks.fill(0, point * 3, point * 3 + 2);
    expect(poseAngle(fitPose(shape, landmarks), pose)).toBeLessThan(0.1);
  });

  test('refuses points that coincide', () => {
    expect(() => fitPose(new Float32Array(SHAPE_VALUES), cloud())).toThrow(RangeError);
  });
});

test('the mean shape of turned faces is frontal, its outer eye corners 1 apart around the origin', () => {
  const shape = cloud();
  const faces = [-0.3, -0.1, 0.2, 0.3].map((turn) =>
    withPose(shape, { scale: 120, rotation: turned(0.1, turn, turn / 2), shift: [256, 256, 0] }),
  );
  const mean = meanShape(faces);
  const [a, b] = [33, 263].map((point) => [...mean.subarray(point * 3, point * 3 + 3)]) as [
    number[],
    number[],
  ];
  a.forEach((value, k) => expect(value).toBeCloseTo([-0.5, 0, 0][k] as number, 3));
  b.forEach((value, k) => expect(value).toBeCloseTo([0.5, 0, 0][k] as number, 3));
  expect(
    turnAngle(
      fitPose(mean, withPose(mean, { scale: 90, rotation: turned(0, 0.5, 0), shift: [0, 0, 0] })),
    ),
  ).toBeCloseTo((0.5 * 180) / Math.PI, 1);
});
