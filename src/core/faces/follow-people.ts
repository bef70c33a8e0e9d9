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
  /** Which face to follow: the first one at this place in px, or else the nearest when faces are first seen; default: the largest. */
  at?: { x: number; y: number } | undefined;
}

/**
 * Picks one person out of all faces found in each frame: backwards and forwards from the frame where the face was
 * chosen. In other shots it is the face nearest to the chosen place, or the largest.
 */
export function followPerson(
  frames: readonly (readonly Face[])[],
  { cuts, at }: FollowOptions,
): (Face | null)[] {
  const followed = new Array<Face | null>(frames.length).fill(null);
  const first = frames.findIndex((faces) => faces.length > 0);
  if (first < 0) return followed;
  const entered = at ? frames.findIndex((faces) => faces.some((face) => covers(face, at))) : -1;
  const begin = Math.max(first, entered);
  const choose = (faces: readonly Face[]): Face | null => (at ? nearest(faces, at) : null);
  const begins = new Set(cuts);
  const chosen = choose(frames[begin] ?? []);
  let last = chosen && faceBox(chosen);
  let lost = 0;
  for (let frame = begin; frame < frames.length; frame++) {
    const faces = frames[frame] ?? [];
    if (frame > begin && begins.has(frame)) last = null;
    const face = (last === null ? choose(faces) : null) ?? followFace(faces, last);
    if (face === null || (last && lost < FORGOTTEN && !overlaps(face, last))) {
      lost += 1;
      continue;
    }
    followed[frame] = face;
    last = faceBox(face);
    lost = 0;
  }
  if (begin > first) followBack(frames, followed, { begin, begins, choose });
  return followed;
}

interface Entrance {
  /** The frame where the person was chosen. */
  begin: number;
  begins: ReadonlySet<number>;
  /** Who it is in a shot before. */
  choose: (faces: readonly Face[]) => Face | null;
}

/** Fills in the frames before the one where the person was chosen: in its shot, nobody else is taken for them. */
function followBack(
  frames: readonly (readonly Face[])[],
  followed: (Face | null)[],
  { begin, begins, choose }: Entrance,
): void {
  const chosen = followed[begin] ?? null;
  let last = chosen && faceBox(chosen);
  let lost = 0;
  for (let frame = begin - 1; frame >= 0; frame--) {
    const faces = frames[frame] ?? [];
    if (begins.has(frame + 1)) last = null;
    const face = last === null ? choose(faces) : lost < FORGOTTEN ? followFace(faces, last) : null;
    if (face === null || (last && !overlaps(face, last))) {
      lost += 1;
      continue;
    }
    followed[frame] = face;
    last = faceBox(face);
    lost = 0;
  }
}

const overlaps = (face: Face, box: FaceBox): boolean =>
  intersectionOverUnion(faceBox(face), box) > 0;

function covers(face: Face, { x, y }: { x: number; y: number }): boolean {
  const { left, top, right, bottom } = faceBox(face);
  return left <= x && x <= right && top <= y && y <= bottom;
}

function nearest(faces: readonly Face[], { x, y }: { x: number; y: number }): Face | null {
  let best: { face: Face; away: number } | null = null;
  for (const face of faces) {
    const { left, top, right, bottom } = faceBox(face);
    const away = Math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y);
    if (best === null || away < best.away) best = { face, away };
  }
  return best?.face ?? null;
}
