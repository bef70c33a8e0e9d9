import type { FrameRange } from '../clips/frame-at';
import { EYE_CORNERS, NOSE_TIP, type Face } from './face-track';

/** Frames on each side that say what is usual around a frame. */
const NEIGHBOURS = 8;

/** A cut stands out from its neighbours by this factor; a hand or a turn of the head builds up over frames. */
const OUTSTANDING = 5;

/** Change of the picture at a cut to something else, as a share of full brightness. Talking heads: below 0.02. */
export const OTHER_PICTURE = 0.05;

/** Change of the picture at a cut between two takes of one scene: small, but it moves the head at once. */
const OTHER_TAKE = { change: 0.004, jump: 0.1 } as const;

/** A face that moves by this much from one frame to the next, in eye distances, is another face or take. */
export const OTHER_FACE = 0.9;

/**
 * Finds the frames that begin a new shot, by the change of the picture and by jumps of the face.
 *
 * @param changes mean absolute difference of each frame's brightness to the frame before, 0–1 (the first one's does
 *   not count): Float32Array [frames].
 * @param faces the followed face by frame.
 * @returns ascending frame numbers, never 0.
 */
export function shotCuts(changes: Float32Array, faces: readonly (Face | null)[]): number[] {
  const jumps = faceJumps(faces);
  const cuts: number[] = [];
  for (let frame = 1; frame < changes.length; frame++) {
    const change = changes[frame] ?? 0;
    const jump = jumps[frame] ?? 0;
    const sudden = change > OUTSTANDING * usual(changes, frame);
    const leaps = jump > OUTSTANDING * usual(jumps, frame);
    if (
      (change > OTHER_PICTURE && sudden) ||
      (change > OTHER_TAKE.change && jump > OTHER_TAKE.jump && sudden && leaps) ||
      jump > OTHER_FACE
    ) {
      cuts.push(frame);
    }
  }
  return cuts;
}

/** The shots between the cuts, in order: every frame is in one of them. */
export function shotRanges(frames: number, cuts: readonly number[]): FrameRange[] {
  const borders = [0, ...cuts, frames];
  return borders.slice(1).map((end, shot) => ({ first: borders[shot] ?? 0, end }));
}

/** Largest step of eye corners and nose since the frame before, in eye distances; 0 where a face is missing. */
export function faceJumps(faces: readonly (Face | null)[]): Float32Array {
  return Float32Array.from(faces, (face, i) => {
    const before = faces[i - 1] ?? null;
    if (face === null || before === null) return 0;
    const unit = Math.min(eyeDistance(face), eyeDistance(before));
    return Math.max(...[...EYE_CORNERS, NOSE_TIP].map((point) => step(face, before, point))) / unit;
  });
}

/** Median of the values around a frame, its own not among them. */
function usual(values: Float32Array, frame: number): number {
  const around: number[] = [];
  for (let other = frame - NEIGHBOURS; other <= frame + NEIGHBOURS; other++) {
    // The first frame has none before it.
    const value = other > 0 && other !== frame ? values[other] : undefined;
    if (value !== undefined) around.push(value);
  }
  return around.sort((a, b) => a - b)[around.length >> 1] ?? 0;
}

function eyeDistance({ landmarks }: Face): number {
  const [right, left] = EYE_CORNERS.map((point) => 3 * point);
  const dx = (landmarks[right ?? 0] ?? 0) - (landmarks[left ?? 0] ?? 0);
  const dy = (landmarks[(right ?? 0) + 1] ?? 0) - (landmarks[(left ?? 0) + 1] ?? 0);
  return Math.max(1, Math.hypot(dx, dy));
}

function step(face: Face, before: Face, point: number): number {
  const dx = (face.landmarks[3 * point] ?? 0) - (before.landmarks[3 * point] ?? 0);
  const dy = (face.landmarks[3 * point + 1] ?? 0) - (before.landmarks[3 * point + 1] ?? 0);
  return Math.hypot(dx, dy);
}
