/**
 * Points of the upper face that speech hardly moves: forehead, eye corners, bridge of the nose, temples,
 * cheekbones.
 */
export const POSE_POINTS = [
  10, 151, 9, 8, 168, 6, 197, 195, 5, 33, 133, 263, 362, 127, 356, 162, 389, 54, 284, 21, 251, 71,
  301, 104, 333, 226, 446, 143, 372, 116, 345, 111, 340, 117, 346, 193, 417, 122, 351,
] as const;

/** Affine map of space: x′ = m0·x + m1·y + m2·z + m3, y′ from m4 on, z′ from m8 on. Float64Array [12]. */
export type SpaceMap = Float64Array;

/** Keeps the fit defined for faces without depth, in units² a point. */
const RIDGE = 1e-6;

/**
 * Least-squares affine map that takes the pose points of `from` to those of `to`, both Float32Array [≥ 468 × 3]. It holds
 * the head's place, turn, size and the skew that perspective adds.
 */
export function fitPose(from: Float32Array, to: Float32Array): SpaceMap {
  const n = POSE_POINTS.length;
  const mean = (points: Float32Array, axis: number): number =>
    POSE_POINTS.reduce((sum, point) => sum + (points[point * 3 + axis] as number), 0) / n;
  const fromMean = [mean(from, 0), mean(from, 1), mean(from, 2)] as const;
  const toMean = [mean(to, 0), mean(to, 1), mean(to, 2)] as const;
  const normal = new Float64Array(9);
  const moment = new Float64Array(9);
  let spread = 0;
  for (const point of POSE_POINTS) {
    for (let i = 0; i < 3; i++) {
      const a = (from[point * 3 + i] as number) - (fromMean[i] as number);
      spread += a * a;
      for (let k = 0; k < 3; k++) {
        const b = (from[point * 3 + k] as number) - (fromMean[k] as number);
        const c = (to[point * 3 + k] as number) - (toMean[k] as number);
        normal[i * 3 + k] = (normal[i * 3 + k] as number) + a * b;
        moment[k * 3 + i] = (moment[k * 3 + i] as number) + a * c;
      }
    }
  }
  for (let i = 0; i < 3; i++) normal[i * 4] = (normal[i * 4] as number) + RIDGE * spread;
  const inverse = invert3(normal);
  const map = new Float64Array(12);
  for (let row = 0; row < 3; row++) {
    let offset = toMean[row] as number;
    for (let column = 0; column < 3; column++) {
      let value = 0;
      for (let k = 0; k < 3; k++) {
        value += (moment[row * 3 + k] as number) * (inverse[k * 3 + column] as number);
      }
      map[row * 4 + column] = value;
      offset -= value * (fromMean[column] as number);
    }
    map[row * 4 + 3] = offset;
  }
  return map;
}

/** The point (x, y, z) mapped: [x′, y′, z′]. */
export function mapPoint(map: SpaceMap, x: number, y: number, z: number): [number, number, number] {
  const row = (r: number): number =>
    (map[r * 4] as number) * x +
    (map[r * 4 + 1] as number) * y +
    (map[r * 4 + 2] as number) * z +
    (map[r * 4 + 3] as number);
  return [row(0), row(1), row(2)];
}

/** Inverse of a 3 × 3 matrix, row by row, by cofactors. */
export function invert3(m: Float64Array): Float64Array {
  const [a, b, c, d, e, f, g, h, i] = m as unknown as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const c0 = e * i - f * h;
  const c1 = f * g - d * i;
  const c2 = d * h - e * g;
  const determinant = a * c0 + b * c1 + c * c2;
  return Float64Array.of(
    c0,
    c * h - b * i,
    b * f - c * e,
    c1,
    a * i - c * g,
    c * d - a * f,
    c2,
    b * g - a * h,
    a * e - b * d,
  ).map((value) => value / determinant);
}
