import type { FaceTrack } from '../../core/faces/face-track';
import { FARTHEST_LANDMARK, writeTrackFile } from '../../core/faces/track-file';

/** Side of the small pictures by which frames are compared, px: hands and light show, grain does not. */
export const THUMBNAIL_SIDE = 24;

/** A track as it is stored. Points of a face that is partly outside of a large picture are drawn in to what fits. */
export function trackBytes(track: FaceTrack): ArrayBuffer {
  const near = (value: number) => Math.max(-FARTHEST_LANDMARK, Math.min(FARTHEST_LANDMARK, value));
  const frames = track.frames.map(
    (face) => face && { ...face, landmarks: face.landmarks.map(near) },
  );
  return writeTrackFile({ ...track, frames }).buffer;
}
