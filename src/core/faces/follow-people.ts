import type { Face } from './face-track';
import { faceBox, followFace, intersectionOverUnion, type FaceBox } from './follow';

/** Frames after which a lost person's place is given up, and the largest face is taken instead. */
const FORGOTTEN = 12;

/** A place in the picture: shares of its width and height, 0–1. */
export interface PicturePlace {
  x: number;
  y: number;
}

interface FollowOptions {
  /** Frames that begin a new shot; people are not followed from one shot to the next. */
  cuts: Iterable<number>;
  /** Which face to follow: the one at (or nearest to) this place in px when faces are first seen; default: the largest. */
  at?: { x: number; y: number } | undefined;
}

/**
 * Picks one person out of all faces found in each frame: backwards and forwards from the frame where the face was
 * chosen. In other shots it is the largest face.
 */
export function followPerson(
  frames: readonly (readonly Face[])[],
  { cuts, at }: FollowOptions,
): (Face | null)[] {
  const followed = new Array<Face | null>(frames.length).fill(null);
  const begin = frames.findIndex((faces) => faces.length > 0);
  if (begin < 0) return followed;
  const chosen = at ? nearest(frames[begin] ?? [], at) : null;
  const begins = new Set(cuts);
  let last = chosen && faceBox(chosen);
  let lost = 0;
  for (let frame = begin; frame < frames.length; frame++) {
    if (frame > begin && begins.has(frame)) last = null;
    const face = followFace(frames[frame] ?? [], last);
    if (face === null || (last && lost < FORGOTTEN && !overlaps(face, last))) {
      lost += 1;
      continue;
    }
    followed[frame] = face;
    last = faceBox(face);
    lost = 0;
  }
  return followed;
}

const overlaps = (face: Face, box: FaceBox): boolean =>
  intersectionOverUnion(faceBox(face), box) > 0;

function nearest(faces: readonly Face[], { x, y }: { x: number; y: number }): Face | null {
  let best: { face: Face; away: number } | null = null;
  for (const face of faces) {
    const { left, top, right, bottom } = faceBox(face);
    const away = Math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y);
    if (best === null || away < best.away) best = { face, away };
  }
  return best?.face ?? null;
}
