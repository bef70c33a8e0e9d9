/** What can be wrong with the user's own video, and how it is told. */
import type { Face } from '../core/faces/face-track';
import { eyeDistance, WIDEST_TURN } from '../core/faces/head-turn';
import { FPS } from '../core/time/units';
import { AppError } from '../workers/protocol/errors';
import type { PreparedVideo, VideoInfo } from '../workers/protocol/media';
import type { GenerateOptions } from './options';
import type { Warning } from './types';

/** A shorter stretch, in frames, would only twitch to and fro: one frame of it stands still instead. */
export const SHORTEST_STRETCH = 13;

/** A stretch below this, in seconds, repeats itself visibly and shows few mouths. */
export const SHORT_STRETCH = 2;

/** Distance of the outer eye corners, px, below which a mouth has hardly any pixels to be drawn in. */
const SMALL_FACE = 40;

/** Frames with a covered mouth, of those that are shown, up to which nobody is told: a fifth of a second. */
const FEW_COVERED = 5;

/** The part of a longer video that was looked at, seconds. */
export interface LookedAt {
  start: number;
  end: number;
  duration: number;
}

/** What to do where another part of the video may be better. */
function otherPart({ start, end, duration }: LookedAt): string {
  return (
    `The part from ${start.toFixed(1)} to ${end.toFixed(1)} s of ${duration.toFixed(1)} s was looked at. ` +
    'Choose another one yourself ("sourceRange"; on the page, untick "Use the best part"). '
  );
}

/** A picture is looked at as a few frames; of those a user knows nothing. */
type Looked = Pick<PreparedVideo, 'still'>;

const kindOf = ({ still }: Looked): string => (still ? 'picture' : 'video');

/**
 * @param frames that were looked at.
 * @param part of the video, if not all of it was.
 */
export function noFace(media: Looked, frames: number, part?: LookedAt): AppError {
  const where = media.still ? 'the picture' : `${frames} ${frames === 1 ? 'frame' : 'frames'}`;
  return new AppError('no-face', `No face was found in ${where}.`, {
    hint: `${part ? otherPart(part) : ''}Use a ${kindOf(media)} with one clear, frontal, well-lit face of at least 100 pixels.`,
    stage: 'faces',
  });
}

/** @param part of the video, if not all of it was looked at. */
export function sideways(media: Looked, part?: LookedAt): AppError {
  return new AppError('no-face', 'The face is seen from the side only.', {
    hint: `${part ? otherPart(part) : ''}Use a ${kindOf(media)} in which the person looks towards the camera (turned by less than ${WIDEST_TURN}°).`,
    stage: 'faces',
  });
}

export function badRange(
  { start, end }: { start: number; end: number },
  duration: number,
): AppError {
  return new AppError(
    'bad-option',
    `The option "sourceRange" is ${start} to ${end} s; allowed is a part of 0 to ${duration.toFixed(2)} s.`,
    { hint: 'Choose a part of the video, or leave the choice to the app.', stage: 'video' },
  );
}

/** @param frames in a row that show the face. */
function shortStretch(frames: number): string {
  if (frames === 1) return 'Only one frame shows the face: it is used as a picture.';
  if (frames < SHORTEST_STRETCH) {
    return `Only ${frames} frames in a row show the face: one of them is used as a picture.`;
  }
  const seconds = (frames / FPS).toFixed(1);
  return `Only ${seconds} s in a row show the face: they are repeated to and fro. Five seconds or more look better.`;
}

/** @param people seen at once. */
export function severalFaces(people: number): Warning {
  const message = `${people} people are in the picture: the largest face speaks. Choose another one if it is not the right one.`;
  return { code: 'several-faces', message };
}

/** What had to be converted because the browser cannot decode it: a warning a codec. */
export function slowDecoder(videos: readonly Pick<VideoInfo, 'codec' | 'decoder'>[]): Warning[] {
  const converted = videos.filter(({ decoder }) => decoder === 'ffmpeg');
  const codecs = new Set(converted.map(({ codec }) => codec.toUpperCase()));
  return [...codecs].map((codec) => ({
    code: 'slow-decoder',
    message:
      `This browser cannot decode ${codec}: the video was converted first, which is slow. ` +
      'A video in H.264 (MP4) starts at once.',
  }));
}

interface SeenSource extends Pick<GenerateOptions, 'face' | 'sourceRange'> {
  /** Of the frames that are shown. */
  faces: readonly (Face | null)[];
  /** Where a hand or a microphone is before the mouth, of the same frames. */
  covered: readonly boolean[];
  /** Seen at once. */
  people: number;
  /** The most of a video that the preset looks at. */
  sourceSeconds: number;
}

/** What the user should know of a video that can be used all the same. */
export function sourceWarnings(
  { info, still }: PreparedVideo,
  { faces, covered, people, face, sourceRange, sourceSeconds }: SeenSource,
): Warning[] {
  const warnings = slowDecoder([info]);
  const chosen = sourceRange ? sourceRange.end - sourceRange.start : 0;
  if (!still && chosen > sourceSeconds && faces.length >= Math.round(sourceSeconds * FPS)) {
    const message =
      `The chosen part is ${chosen.toFixed(1)} s long: only its first ${sourceSeconds} s are shown. ` +
      'The qualities Balanced and Best take more.';
    warnings.push({ code: 'source-cut', message });
  }
  if (people > 1 && face === undefined) warnings.push(severalFaces(people));
  const sizes = faces.flatMap((seen) => (seen === null ? [] : [eyeDistance(seen)]));
  const median = sizes.sort((a, b) => a - b)[sizes.length >> 1] ?? 0;
  const size = median / (info.enlarged ?? 1);
  if (size < SMALL_FACE) {
    const message =
      `The face is small (${Math.round(size)} pixels from eye to eye): its mouth will be blurred. ` +
      'A closer shot looks better.';
    warnings.push({ code: 'small-face', message });
  }
  if (!still && faces.length < SHORT_STRETCH * FPS) {
    warnings.push({ code: 'short-source', message: shortStretch(faces.length) });
  }
  const missing = faces.filter((seen) => seen === null).length;
  if (missing > 0) {
    const message = `${missing} frames of the chosen part show no face: they keep their own mouth.`;
    warnings.push({ code: 'face-missing', message });
  }
  const hidden = faces.filter((seen, frame) => seen !== null && covered[frame] === true).length;
  if (!still && hidden > FEW_COVERED) {
    const message =
      `In ${hidden} of the ${faces.length} frames that are shown, something is before the mouth, such as a hand or a ` +
      'microphone: they keep their own mouth. Use a part of the video in which the mouth is free.';
    warnings.push({ code: 'mouth-covered', message });
  }
  return warnings;
}
