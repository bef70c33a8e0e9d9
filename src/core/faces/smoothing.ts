import { EYE_CORNERS, LANDMARKS, NOSE_TIP, type Face, type FaceTrack } from './face-track';

export interface SmoothingOptions {
  /** Standard deviation of the Gaussian in frames. */
  sigma?: number;
  /** The longest gap that is bridged, in frames. */
  maxGap?: number;
}

/** σ 0.8 frame takes about 40 % of the landmarks' jitter away and leaves lip closures whole. */
const SIGMA = 0.8;
/** Up to 0.2 s at 25 fps: a blink of the detector, not an absence. */
const MAX_GAP = 5;
/** The kernel ends where it has fallen to 1 % (3 σ). */
const RADIUS_IN_SIGMAS = 3;

/**
 * A point that smoothing would move by this share of the distance between the outer eye corners is
 * really moving: half of the correction is dropped there, more beyond. Jitter is about 0.0015.
 */
const MOTION_SCALE = 0.01;
/** A face that has moved by more than this in a gap, in eye distances, is another face or shot. */
const MAX_GAP_MOTION = 0.5;
/** Bridged frames were not seen. */
const BRIDGED_SCORE = 0;

/** Bridges short gaps, then takes the jitter out of every landmark without lag. */
export function smoothTrack(track: FaceTrack, options: SmoothingOptions = {}): FaceTrack {
  const frames = bridgeGaps(track.frames, options.maxGap ?? MAX_GAP);
  return { ...track, frames: smoothFaces(frames, options.sigma ?? SIGMA) };
}

/**
 * Fills runs of up to `maxGap` frames without a face by straight lines between the faces beside
 * them; filled frames have the score 0. Runs at the ends, and runs in which the face jumped, stay.
 */
export function bridgeGaps(
  frames: readonly (Face | null)[],
  maxGap: number = MAX_GAP,
): (Face | null)[] {
  const bridged = [...frames];
  let last = -1;
  frames.forEach((after, i) => {
    if (after === null) return;
    const before = frames[last] ?? null;
    const gap = i - last - 1;
    if (before !== null && gap > 0 && gap <= maxGap && isSameFace(before, after)) {
      for (let k = 1; k <= gap; k++) bridged[last + k] = between(before, after, k / (gap + 1));
    }
    last = i;
  });
  return bridged;
}

/**
 * Gaussian smoothing over time of each run of faces, symmetric in every frame and so without lag:
 * near the ends of a run the kernel gets shorter on both sides. It fades where a point moves in a
 * way that smoothing would blunt, such as lips that close for one frame.
 */
export function smoothFaces(
  frames: readonly (Face | null)[],
  sigma: number = SIGMA,
): (Face | null)[] {
  return frames.map((_, i) => smoothFaceAt(frames, i, sigma));
}

/** One face of {@link smoothFaces}. */
export function smoothFaceAt(
  frames: readonly (Face | null)[],
  i: number,
  sigma: number = SIGMA,
): Face | null {
  if (!(sigma > 0)) throw new RangeError(`sigma must be over 0 frames, not ${String(sigma)}.`);
  const face = frames[i] ?? null;
  const radius = Math.ceil(RADIUS_IN_SIGMAS * sigma);
  const neighbours = face ? neighboursOf(frames, i, radius) : [];
  if (face === null || neighbours.length <= 1) return face;
  const kernel = gaussian((neighbours.length - 1) / 2, sigma);
  return { ...face, landmarks: smoothed(face, neighbours, kernel) };
}

/** The face of a frame amid those that stand in unbroken succession on both sides of it, equally many, at most `radius`. */
function neighboursOf(frames: readonly (Face | null)[], i: number, radius: number): Face[] {
  const found = frames.slice(i, i + 1).filter((face) => face !== null);
  for (let reach = 1; reach <= radius; reach++) {
    const [before, after] = [frames[i - reach] ?? null, frames[i + reach] ?? null];
    if (before === null || after === null) break;
    found.unshift(before);
    found.push(after);
  }
  return found;
}

/** Kernel of 2 · radius + 1 weights that sum to 1. */
function gaussian(radius: number, sigma: number): number[] {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp(-((k - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function smoothed(
  face: Face,
  neighbours: readonly Face[],
  kernel: readonly number[],
): Float32Array {
  const average = new Float32Array(LANDMARKS * 3);
  neighbours.forEach(({ landmarks }, k) => {
    const weight = kernel[k] ?? 0;
    for (let i = 0; i < average.length; i++) {
      average[i] = (average[i] ?? 0) + weight * (landmarks[i] ?? 0);
    }
  });
  const tolerance = MOTION_SCALE * eyeDistance(face);
  const raw = face.landmarks;
  for (let i = 0; i < average.length; i += 3) {
    const [x = 0, y = 0, z = 0] = raw.subarray(i, i + 3);
    const dx = (average[i] ?? 0) - x;
    const dy = (average[i + 1] ?? 0) - y;
    const dz = (average[i + 2] ?? 0) - z;
    const motion = Math.hypot(dx, dy) / tolerance;
    const share = 1 / (1 + motion ** 2);
    average[i] = x + share * dx;
    average[i + 1] = y + share * dy;
    average[i + 2] = z + share * dz;
  }
  return average;
}

function isSameFace(a: Face, b: Face): boolean {
  const limit = MAX_GAP_MOTION * Math.min(eyeDistance(a), eyeDistance(b));
  return [...EYE_CORNERS, NOSE_TIP].every((i) => distance(a, i, b, i) <= limit);
}

function eyeDistance(face: Face): number {
  const [right, left] = EYE_CORNERS;
  return Math.max(1, distance(face, right, face, left));
}

/** Distance in the picture plane of two landmarks, in pixels. */
function distance(a: Face, i: number, b: Face, j: number): number {
  const dx = (a.landmarks[3 * i] ?? 0) - (b.landmarks[3 * j] ?? 0);
  const dy = (a.landmarks[3 * i + 1] ?? 0) - (b.landmarks[3 * j + 1] ?? 0);
  return Math.hypot(dx, dy);
}

function between(before: Face, after: Face, share: number): Face {
  const landmarks = before.landmarks.map(
    (value, i) => value + share * ((after.landmarks[i] ?? value) - value),
  );
  return { landmarks, score: BRIDGED_SCORE };
}
