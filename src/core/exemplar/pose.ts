import { EYE_CORNERS, LANDMARKS } from '../faces/face-track';

/** Values of a shape: x, y, z of every landmark. */
export const SHAPE_VALUES = LANDMARKS * 3;

/**
 * Where a face stands in its frame: point p of the pose-free shape lies at scale · R · p + shift.
 * `rotation` is R, row-major [3 × 3]; `scale` is the distance of the outer eye corners in px.
 */
export interface Pose {
  scale: number;
  rotation: readonly number[];
  shift: readonly [number, number, number];
}

/** Points of forehead, temples, eye corners, bridge of the nose and cheekbones: speech hardly moves them. */
const ANCHORS = [
  10, 151, 9, 8, 168, 6, 197, 195, 5, 33, 133, 263, 362, 127, 356, 162, 389, 54, 284, 21, 251, 71,
  301, 104, 333, 226, 446, 143, 372, 116, 345, 111, 340, 117, 346, 193, 417, 122, 351,
] as const;

/** Sweeps of the eigenvalue iteration; four already reach the precision of the landmarks. */
const JACOBI_SWEEPS = 8;

/**
 * The similarity in space that takes the anchors of `shape` to those of `landmarks` with least squared error
 * (Horn 1987: the rotation is the quaternion of the greatest eigenvalue).
 * @param shape pose-free, Float32Array [478 × 3].
 * @param landmarks Float32Array [478 × 3], px.
 */
export function fitPose(shape: Float32Array, landmarks: Float32Array): Pose {
  const from = centre(shape);
  const to = centre(landmarks);
  // Sums of products s[i][j] = Σ from_i · to_j over the centred anchors.
  const s = new Array<number>(9).fill(0);
  let power = 0;
  for (const point of ANCHORS) {
    const at = point * 3;
    const a = [0, 1, 2].map((k) => (shape[at + k] as number) - (from[k] as number));
    const b = [0, 1, 2].map((k) => (landmarks[at + k] as number) - (to[k] as number));
    for (let i = 0; i < 3; i++) {
      power += (a[i] as number) ** 2;
      for (let j = 0; j < 3; j++) {
        s[i * 3 + j] = (s[i * 3 + j] as number) + (a[i] as number) * (b[j] as number);
      }
    }
  }
  if (!(power > 0)) throw new RangeError('A pose cannot be fitted: all anchors coincide.');
  const rotation = rotationOf(s);
  let dot = 0;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) dot += (rotation[j * 3 + i] as number) * (s[i * 3 + j] as number);
  }
  const scale = dot / power;
  const turned = rotate(rotation, from);
  const shift = to.map((value, k) => value - scale * (turned[k] as number));
  return { scale, rotation, shift: [shift[0] ?? 0, shift[1] ?? 0, shift[2] ?? 0] };
}

/** Landmarks [478 × 3] in px → the shape without the pose, Float32Array [478 × 3]. */
export function withoutPose(
  landmarks: Float32Array,
  { scale, rotation, shift }: Pose,
): Float32Array {
  const shape = new Float32Array(landmarks.length);
  const [a, b, c, d, e, f, g, h, i] = rotation as NineNumbers;
  const [tx, ty, tz] = shift;
  for (let at = 0; at < landmarks.length; at += 3) {
    const x = ((landmarks[at] as number) - tx) / scale;
    const y = ((landmarks[at + 1] as number) - ty) / scale;
    const z = ((landmarks[at + 2] as number) - tz) / scale;
    shape[at] = a * x + d * y + g * z;
    shape[at + 1] = b * x + e * y + h * z;
    shape[at + 2] = c * x + f * y + i * z;
  }
  return shape;
}

/** A pose-free shape [478 × 3] → landmarks in px, Float32Array [478 × 3]. */
export function withPose(shape: Float32Array, { scale, rotation, shift }: Pose): Float32Array {
  const landmarks = new Float32Array(shape.length);
  const [a, b, c, d, e, f, g, h, i] = rotation as NineNumbers;
  const [tx, ty, tz] = shift;
  for (let at = 0; at < shape.length; at += 3) {
    const x = shape[at] as number;
    const y = shape[at + 1] as number;
    const z = shape[at + 2] as number;
    landmarks[at] = scale * (a * x + b * y + c * z) + tx;
    landmarks[at + 1] = scale * (d * x + e * y + f * z) + ty;
    landmarks[at + 2] = scale * (g * x + h * y + i * z) + tz;
  }
  return landmarks;
}

/** Angle between two poses' rotations, degrees. */
export function poseAngle(one: Pose, other: Pose): number {
  let trace = 0;
  for (let k = 0; k < 9; k++) {
    trace += (one.rotation[k] as number) * (other.rotation[k] as number);
  }
  return (Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2))) * 180) / Math.PI;
}

/** How far the face is turned away from the camera, degrees: between the face's depth axis and the view. */
export function turnAngle({ rotation }: Pose): number {
  return (Math.acos(Math.min(1, Math.max(-1, rotation[8] ?? 1))) * 180) / Math.PI;
}

/**
 * The mean pose-free shape of a person, frontal: outer eye corners level and 1 apart around the origin.
 * @param faces landmarks of some frames in px, Float32Array [478 × 3] each.
 */
export function meanShape(faces: readonly Float32Array[]): Float32Array {
  const first = faces[faces.length >> 1];
  if (first === undefined) throw new RangeError('A mean shape needs at least one face.');
  let mean = frontal(first);
  // The first mean is as wry as the frame it began with; the second is made of upright shapes.
  for (let round = 0; round < 2; round++) {
    const sum = new Float64Array(SHAPE_VALUES);
    for (const landmarks of faces) {
      const shape = withoutPose(landmarks, fitPose(mean, landmarks));
      for (let k = 0; k < SHAPE_VALUES; k++) sum[k] = (sum[k] as number) + (shape[k] as number);
    }
    mean = frontal(Float32Array.from(sum, (value) => value / faces.length));
  }
  return mean;
}

const FOREHEAD = 10;
const NOSE_BASE = 2;

/** Turns, shifts and scales a shape so that it looks at the camera. */
function frontal(shape: Float32Array): Float32Array {
  const [right, left] = EYE_CORNERS;
  const point = (index: number): Vector =>
    [0, 1, 2].map((k) => shape[index * 3 + k] as number) as Vector;
  const a = point(right);
  const b = point(left);
  const ex = unit(minus(b, a));
  const down = minus(point(NOSE_BASE), point(FOREHEAD));
  const along = dot(down, ex);
  const ey = unit(down.map((value, k) => value - along * (ex[k] as number)) as Vector);
  const ez: Vector = [
    ex[1] * ey[2] - ex[2] * ey[1],
    ex[2] * ey[0] - ex[0] * ey[2],
    ex[0] * ey[1] - ex[1] * ey[0],
  ];
  // Columns of the rotation are the face's own axes in the frame.
  const rotation = [0, 1, 2].flatMap((k) => [ex[k] as number, ey[k] as number, ez[k] as number]);
  const shift = a.map((value, k) => (value + (b[k] as number)) / 2) as Vector;
  return withoutPose(shape, { scale: Math.hypot(...minus(b, a)), rotation, shift });
}

type Vector = [number, number, number];
type NineNumbers = [number, number, number, number, number, number, number, number, number];

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a: Vector): Vector => {
  const length = Math.hypot(...a);
  if (!(length > 0)) throw new RangeError('The face has no extent.');
  return [a[0] / length, a[1] / length, a[2] / length];
};

function rotate(rotation: readonly number[], v: readonly number[]): number[] {
  return [0, 3, 6].map(
    (row) =>
      (rotation[row] as number) * (v[0] as number) +
      (rotation[row + 1] as number) * (v[1] as number) +
      (rotation[row + 2] as number) * (v[2] as number),
  );
}

function centre(points: Float32Array): number[] {
  const sum = [0, 0, 0];
  for (const point of ANCHORS) {
    for (let k = 0; k < 3; k++) sum[k] = (sum[k] as number) + (points[point * 3 + k] as number);
  }
  return sum.map((value) => value / ANCHORS.length);
}

/** Horn's rotation for the sums of products s[i · 3 + j] = Σ from_i · to_j. */
function rotationOf(s: readonly number[]): number[] {
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = s as NineNumbers;
  const matrix = [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ];
  const [w, x, y, z] = greatestEigenvector(matrix) as [number, number, number, number];
  return [
    w * w + x * x - y * y - z * z,
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    w * w - x * x + y * y - z * z,
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    w * w - x * x - y * y + z * z,
  ];
}

/** Unit eigenvector of the greatest eigenvalue of a symmetric matrix, by cyclic Jacobi rotations; destroys it. */
function greatestEigenvector(m: number[][]): number[] {
  const n = m.length;
  const v = m.map((_, i) => m.map((__, j) => (i === j ? 1 : 0)));
  const get = (a: number[][], i: number, j: number): number => (a[i] as number[])[j] as number;
  const set = (a: number[][], i: number, j: number, value: number): void => {
    (a[i] as number[])[j] = value;
  };
  for (let sweep = 0; sweep < JACOBI_SWEEPS; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = get(m, p, q);
        if (apq === 0) continue;
        const theta = (get(m, q, q) - get(m, p, p)) / (2 * apq);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const sine = t * c;
        for (let k = 0; k < n; k++) {
          const kp = get(m, k, p);
          const kq = get(m, k, q);
          set(m, k, p, c * kp - sine * kq);
          set(m, k, q, sine * kp + c * kq);
        }
        for (let k = 0; k < n; k++) {
          const pk = get(m, p, k);
          const qk = get(m, q, k);
          set(m, p, k, c * pk - sine * qk);
          set(m, q, k, sine * pk + c * qk);
          const vp = get(v, k, p);
          const vq = get(v, k, q);
          set(v, k, p, c * vp - sine * vq);
          set(v, k, q, sine * vp + c * vq);
        }
      }
    }
  }
  let best = 0;
  for (let i = 1; i < n; i++) if (get(m, i, i) > get(m, best, best)) best = i;
  const vector = v.map((row) => row[best] as number);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
