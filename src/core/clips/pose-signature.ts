import { EYE_CORNERS, NOSE_TIP, type Face, type FaceTrack } from '../faces/face-track';

/**
 * Mesh points that move with the skull, not with speech or blinks (the corners of the eyes move by up to 15 px in a
 * blink): forehead, root and tip of the nose, sides of the face. Together they show shift, scale and roll, and by the
 * nose against the sides yaw and pitch.
 */
const SKULL_POINTS = [10, 168, NOSE_TIP, 234, 454] as const;
/** Upper and lower lid of each eye: a cut in the middle of a blink would pop. */
const EYELIDS = [
  [159, 145],
  [386, 374],
] as const;

/** Values a frame: x and y of the skull points, and the opening of the eyes. */
export const POSE_VALUES = 2 * SKULL_POINTS.length + 1;

/**
 * Where the head is in each frame of a clip. `values` Float32Array [frames × 11]; the Euclidean distance of two
 * rows is the root mean square shift of the skull points in distances of the outer eye corners (blinks add to it).
 */
export interface PoseSignature {
  frames: number;
  values: Float32Array;
}

/**
 * Poses of an avatar's clips in one common unit, so that frames of different clips compare. Frames without a face
 * are interpolated between their neighbours; a clip without any face gets no signature.
 *
 * @param tracks face tracks by clip name, all of the same picture size.
 */
export function poseSignatures(tracks: ReadonlyMap<string, FaceTrack>): Map<string, PoseSignature> {
  const unit = medianEyeDistance([...tracks.values()]);
  const signatures = new Map<string, PoseSignature>();
  for (const [name, track] of tracks) {
    if (!track.frames.some((face) => face !== null)) continue;
    signatures.set(name, { frames: track.frames.length, values: poseValues(track, unit) });
  }
  return signatures;
}

function medianEyeDistance(tracks: FaceTrack[]): number {
  const distances = tracks
    .flatMap(({ frames }) => frames)
    .flatMap((face) => (face === null ? [] : [distance(face, ...EYE_CORNERS)]))
    .sort((a, b) => a - b);
  return distances[distances.length >> 1] ?? 1;
}

function poseValues({ frames }: FaceTrack, unit: number): Float32Array {
  const values = new Float32Array(frames.length * POSE_VALUES);
  let known = -1;
  frames.forEach((face, index) => {
    if (face === null) return;
    values.set(poseOf(face, unit), index * POSE_VALUES);
    bridge(values, known, index);
    known = index;
  });
  bridge(values, known, frames.length);
  return values;
}

function poseOf(face: Face, unit: number): number[] {
  const scale = 1 / (unit * Math.sqrt(SKULL_POINTS.length));
  const skull = SKULL_POINTS.flatMap((point) => {
    const [x, y] = position(face, point);
    return [x * scale, y * scale];
  });
  const lids = EYELIDS.map(([upper, lower]) => distance(face, upper, lower) / unit);
  return [...skull, lids.reduce((sum, opening) => sum + opening, 0) / lids.length];
}

/** Fills the rows between two known ones linearly; before the first and after the last they are held. */
function bridge(values: Float32Array, before: number, after: number): void {
  const rows = values.length / POSE_VALUES;
  for (let row = before + 1; row < after; row++) {
    const share = before < 0 ? 1 : after >= rows ? 0 : (row - before) / (after - before);
    for (let k = 0; k < POSE_VALUES; k++) {
      const from = values[before * POSE_VALUES + k] ?? 0;
      const to = values[after * POSE_VALUES + k] ?? 0;
      values[row * POSE_VALUES + k] = from * (1 - share) + to * share;
    }
  }
}

function position({ landmarks }: Face, point: number): [number, number] {
  return [landmarks[3 * point] ?? 0, landmarks[3 * point + 1] ?? 0];
}

function distance(face: Face, a: number, b: number): number {
  const [ax, ay] = position(face, a);
  const [bx, by] = position(face, b);
  return Math.hypot(ax - bx, ay - by);
}
