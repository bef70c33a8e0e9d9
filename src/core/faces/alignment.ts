import type { FaceTrack } from './face-track';

/**
 * Numbers of a similarity transform (a, b, tx, ty): a crop point (x, y) lies at frame point
 * (a·x − b·y + tx, b·x + a·y + ty). Both in pixels, pixel centres at half-integers.
 */
export const TRANSFORM_SIZE = 4;

/**
 * Landmarks that speech hardly moves, with their place (x, y in cm, y up) on MediaPipe's canonical
 * face model. Nose and eye corners lie before and behind the mouth's depth in equal measure, so that
 * the mouth stays near the middle of the crop when the head turns.
 */
const STABLE_LANDMARKS: readonly (readonly [index: number, x: number, y: number])[] = [
  [168, 0, 3.271],
  [6, 0, 2.473],
  [197, 0, 1.728],
  [195, 0, 1.059],
  [5, 0, 0.366],
  [4, 0, -0.463],
  [33, -4.446, 2.664],
  [133, -1.856, 2.585],
  [362, 1.856, 2.585],
  [263, 4.446, 2.664],
  [55, -1.221, 4.142],
  [285, 1.221, 4.142],
  [116, -6.465, 0.937],
  [345, 6.465, 0.937],
  [117, -5.259, 0.946],
  [346, 5.259, 0.946],
  [118, -4.432, 0.722],
  [347, 4.432, 0.722],
];

/** Side of the square lower-face region, cm on the canonical face: jaw to jaw. */
const REGION_SIDE_CM = 11.8;
/** Upper edge of the region, cm: just above the tip of the nose. The chin rests at −9.4; −11.3 leaves room for it to drop. */
const REGION_TOP_CM = 0.5;

/** Half width of the smoothing window, frames: 9 frames, as in Savitzky–Golay (9, 3) of SyncTalk_2D's forks. */
const SMOOTHING_REACH = 4;

/** Where the stable landmarks stand in a crop: `points` is Float32Array [n × 2], px. */
export interface CropTemplate {
  size: number;
  indices: Int32Array;
  points: Float32Array;
}

/** The template of a `size` × `size` px crop from the tip of the nose to below a dropped chin. */
export function lowerFaceTemplate(size: number): CropTemplate {
  if (!Number.isInteger(size) || size < 16) {
    throw new RangeError(`A crop of ${size} px is not possible; give a whole number from 16 up.`);
  }
  const scale = size / REGION_SIDE_CM;
  const points = new Float32Array(STABLE_LANDMARKS.length * 2);
  const indices = new Int32Array(STABLE_LANDMARKS.length);
  STABLE_LANDMARKS.forEach(([index, x, y], i) => {
    indices[i] = index;
    points[i * 2] = size / 2 + x * scale;
    points[i * 2 + 1] = (REGION_TOP_CM - y) * scale;
  });
  return { size, indices, points };
}

/**
 * Least-squares similarity that takes `from` to `to`, both Float32Array [n × 2]
 * (Umeyama 1991; in the plane it is one complex division). Throws RangeError when all of `from` coincide.
 */
export function fitSimilarity(
  from: Float32Array,
  to: Float32Array,
): [number, number, number, number] {
  const n = from.length / 2;
  if (n < 2 || from.length !== to.length) {
    throw new RangeError(
      `A similarity needs two or more point pairs, got ${from.length / 2} and ${to.length / 2}.`,
    );
  }
  let fx = 0;
  let fy = 0;
  let gx = 0;
  let gy = 0;
  for (let i = 0; i < from.length; i += 2) {
    fx += (from[i] as number) / n;
    fy += (from[i + 1] as number) / n;
    gx += (to[i] as number) / n;
    gy += (to[i + 1] as number) / n;
  }
  let dot = 0;
  let cross = 0;
  let power = 0;
  for (let i = 0; i < from.length; i += 2) {
    const x = (from[i] as number) - fx;
    const y = (from[i + 1] as number) - fy;
    const u = (to[i] as number) - gx;
    const v = (to[i + 1] as number) - gy;
    dot += x * u + y * v;
    cross += x * v - y * u;
    power += x * x + y * y;
  }
  if (power === 0) throw new RangeError('A similarity cannot be fitted: all points coincide.');
  const a = dot / power;
  const b = cross / power;
  return [a, b, gx - a * fx + b * fy, gy - b * fx - a * fy];
}

/**
 * Transforms crop → frame of every frame of a track: Float32Array [frames × 4], NaN where no face is.
 * `loops` smooths across the end of a looping clip; `smooth: false` leaves each frame's own fit.
 */
export function alignTrack(
  track: FaceTrack,
  template: CropTemplate,
  options: { loops: boolean; smooth?: boolean },
): Float32Array {
  const { indices, points } = template;
  const transforms = new Float32Array(track.frames.length * TRANSFORM_SIZE);
  const found = new Float32Array(points.length);
  track.frames.forEach((face, frame) => {
    const at = frame * TRANSFORM_SIZE;
    if (!face) {
      transforms.fill(Number.NaN, at, at + TRANSFORM_SIZE);
      return;
    }
    indices.forEach((index, i) => {
      found[i * 2] = face.landmarks[index * 3] as number;
      found[i * 2 + 1] = face.landmarks[index * 3 + 1] as number;
    });
    transforms.set(fitSimilarity(points, found), at);
  });
  if (options.smooth === false) return transforms;
  return smoothTransforms(transforms, { ...options, cuts: track.cuts });
}

/**
 * Zero-lag smoothing of transforms [frames × 4]: at each frame the value of the parabola fitted to
 * the frames within ±4 (Savitzky–Golay), which keeps constant, linear and quadratic motion as it
 * is. Frames without a face (NaN) stay so and count in no fit, nor do those beyond a cut; a looping clip wraps around.
 */
export function smoothTransforms(
  transforms: Float32Array,
  options: { loops: boolean; cuts?: readonly number[] | undefined },
): Float32Array {
  const frames = transforms.length / TRANSFORM_SIZE;
  const smoothed = new Float32Array(transforms.length);
  const reach = options.loops
    ? Math.min(SMOOTHING_REACH, Math.floor((frames - 1) / 2))
    : SMOOTHING_REACH;
  for (let frame = 0; frame < frames; frame++) {
    const at = frame * TRANSFORM_SIZE;
    if (Number.isNaN(transforms[at])) {
      smoothed.fill(Number.NaN, at, at + TRANSFORM_SIZE);
      continue;
    }
    const offsets = availableOffsets(transforms, frame, reach, options.loops);
    const weights = parabolaWeights(offsetsInShot(offsets, frame, options.cuts));
    for (const [offset, weight] of weights) {
      const from = ((frame + offset + frames) % frames) * TRANSFORM_SIZE;
      for (let k = 0; k < TRANSFORM_SIZE; k++) {
        smoothed[at + k] = (smoothed[at + k] as number) + weight * (transforms[from + k] as number);
      }
    }
  }
  return smoothed;
}

/** Offsets from `frame` of the neighbours that exist and hold a face; 0 is always among them. */
function availableOffsets(
  transforms: Float32Array,
  frame: number,
  reach: number,
  loops: boolean,
): number[] {
  const frames = transforms.length / TRANSFORM_SIZE;
  const offsets: number[] = [];
  for (let offset = -reach; offset <= reach; offset++) {
    const other = frame + offset;
    if (!loops && (other < 0 || other >= frames)) continue;
    const wrapped = (other + frames) % frames;
    if (!Number.isNaN(transforms[wrapped * TRANSFORM_SIZE])) offsets.push(offset);
  }
  return offsets;
}

/** Those of the offsets from `frame` that lead over no cut. */
export function offsetsInShot(
  offsets: readonly number[],
  frame: number,
  cuts: readonly number[] = [],
): readonly number[] {
  if (cuts.length === 0) return offsets;
  const first = cuts.findLast((cut) => cut <= frame) ?? -Infinity;
  const end = cuts.find((cut) => cut > frame) ?? Infinity;
  return offsets.filter((offset) => frame + offset >= first && frame + offset < end);
}

/**
 * Weights by which samples at `offsets` give the value at 0 of their least-squares parabola.
 * With fewer than five samples a parabola would only copy the noise: then the frame keeps its own value.
 */
function parabolaWeights(offsets: readonly number[]): [offset: number, weight: number][] {
  if (offsets.length < 5) return [[0, 1]];
  const moment = (power: number): number => offsets.reduce((sum, d) => sum + d ** power, 0);
  const [s0, s1, s2, s3, s4] = [offsets.length, moment(1), moment(2), moment(3), moment(4)];
  // First row of the inverse of the normal matrix [[s0 s1 s2] [s1 s2 s3] [s2 s3 s4]], by cofactors.
  const c0 = s2 * s4 - s3 * s3;
  const c1 = s2 * s3 - s1 * s4;
  const c2 = s1 * s3 - s2 * s2;
  const determinant = s0 * c0 + s1 * c1 + s2 * c2;
  return offsets.map((d) => [d, (c0 + c1 * d + c2 * d * d) / determinant]);
}
