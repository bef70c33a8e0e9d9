import type { Face } from './face-track';
import { shotRanges } from './shot-cuts';
import { bridgeGaps, smoothFaces } from './smoothing';

/** Frames that the landmarker may need to find a small face; until then the first one found stands for it. */
const FIRST_LOOKS = 2;

/**
 * Bridges short gaps and takes the jitter out of a followed face, shot by shot: nothing reaches over a cut. A face found a frame or
 * two after a shot begins counts from its beginning, or its own mouth would show there at every pass of a loop.
 * @param cuts frames that begin a new shot, ascending.
 */
export function mendTrack(
  frames: readonly (Face | null)[],
  cuts: readonly number[],
): (Face | null)[] {
  return shotRanges(frames.length, cuts).flatMap(({ first, end }) => {
    return smoothFaces(bridgeGaps(fromItsBeginning(frames.slice(first, end))));
  });
}

function fromItsBeginning(shot: (Face | null)[]): (Face | null)[] {
  const first = shot.findIndex((face) => face !== null);
  const found = shot[first];
  if (!found || first > FIRST_LOOKS) return shot;
  return shot.map((face, i) => (i < first ? { ...found, score: 0 } : face));
}
