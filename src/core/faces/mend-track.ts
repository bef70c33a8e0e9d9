import type { Face } from './face-track';
import { bridgeGaps, smoothFaces } from './smoothing';

/**
 * Bridges short gaps and takes the jitter out of a followed face, shot by shot: nothing reaches over a cut.
 * @param cuts frames that begin a new shot, ascending.
 */
export function mendTrack(
  frames: readonly (Face | null)[],
  cuts: readonly number[],
): (Face | null)[] {
  const borders = [0, ...cuts, frames.length];
  return borders.slice(1).flatMap((end, shot) => {
    return smoothFaces(bridgeGaps(frames.slice(borders[shot], end)));
  });
}
