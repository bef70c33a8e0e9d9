import type { Face } from '../core/faces/face-track';
import { fittedSize } from '../core/pixels/fit-size';
import type { AvatarMedia } from '../platform/avatars';
import { sharedMemory } from '../platform/shared-memory';

/** The last one that was made: a job asks for it more than once, and knows it again. */
let last: { whole: AvatarMedia; maxSide: number; fitted: AvatarMedia } | undefined;

/**
 * An avatar whose frames are shrunk, with their face tracks, so that their longer side is at most `maxSide` px. One that is
 * no larger is given back as it is.
 */
export function fittedAvatar(whole: AvatarMedia, maxSide: number): AvatarMedia {
  if (Math.max(whole.width, whole.height) <= maxSide) return whole;
  if (last?.whole !== whole || last.maxSide !== maxSide) {
    last = { whole, maxSide, fitted: shrunk(whole, maxSide) };
  }
  return last.fitted;
}

function shrunk(whole: AvatarMedia, maxSide: number): AvatarMedia {
  const size = fittedSize(whole, maxSide);
  const clips = whole.clips.map((clip) => {
    const { width, height, frames } = clip.track;
    const scale = { x: size.width / width, y: size.height / height };
    const faces = frames.map((face) => face && shrunkFace(face, scale));
    return { ...clip, maxSide, track: { ...clip.track, ...size, frames: faces } };
  });
  return { ...whole, ...size, clips };
}

/** Depth is in px of the width, as MediaPipe gives it. */
function shrunkFace({ landmarks, ...face }: Face, { x, y }: { x: number; y: number }): Face {
  const small = new Float32Array(sharedMemory(landmarks.byteLength));
  for (let i = 0; i < landmarks.length; i += 3) {
    small[i] = (landmarks[i] ?? 0) * x;
    small[i + 1] = (landmarks[i + 1] ?? 0) * y;
    small[i + 2] = (landmarks[i + 2] ?? 0) * x;
  }
  return { ...face, landmarks: small };
}
