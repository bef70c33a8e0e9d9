/**
 * Custom-video mode: the user's own video as the only clip.
 *
 *   video → read, or converted once → faces followed → the longest good stretch → played to and fro
 */
import type { Edl } from '../core/clips/edl';
import type { FrameRange } from '../core/clips/frame-at';
import { poseSignatures } from '../core/clips/pose-signature';
import { slotsOf } from '../core/clips/slots';
import { longestStretch } from '../core/clips/source-stretch';
import { calmWalk, poseMotion } from '../core/clips/turning-points';
import { walkEvents } from '../core/clips/walk';
import type { Face } from '../core/faces/face-track';
import { headTurn } from '../core/faces/head-turn';
import { FPS, framesOfSeconds } from '../core/time/units';
import type { AvatarMedia } from '../platform/avatars';
import { contentKey } from '../platform/storage/content-key';
import { AppError } from '../workers/protocol/errors';
import type { PreparedVideo } from '../workers/protocol/media';
import { noFace } from './detect-faces';
import type { GenerateOptions } from './options';
import { discardPrepared, prepareVideo } from './prepared-video';
import { QUALITY } from './quality';
import type { StageWatch } from './stage-watch';
import { threads } from './threads';
import { trackFaces, wholeTrack } from './track-faces';
import type { SpeechTimeline, Warning } from './types';

/** What edit decision lists call the video. */
export const SOURCE_CLIP = 'source';

/** A head turned further, in degrees, shows too little of its mouth to draw one (EXEMPLAR: pass through). */
const WIDEST_TURN = 45;

/** At least this much of a video is looked at, seconds: enough pictures of a mouth, and choice of turns. */
const LOOKED_AT_LEAST = 20;

export interface CustomVideo {
  avatar: AvatarMedia;
  /** Frames of the video that are shown. */
  stretch: FrameRange;
  plan(speech: SpeechTimeline): Edl;
  /** Deletes what the video was converted to. */
  discard(): Promise<void>;
}

type CustomVideoOptions = Pick<GenerateOptions, 'video' | 'face' | 'sourceRange' | 'quality'>;

/**
 * Reads a video, follows its face and chooses the part to use.
 * @param frames that the output will have.
 * @throws AppError `bad-option` without a video or for a range outside of it, `no-face`, `unsupported-media`,
 *   `corrupt-media`.
 */
export async function openCustomVideo(
  options: CustomVideoOptions,
  frames: number,
  watch: StageWatch,
  warnings: Warning[],
  signal?: AbortSignal,
): Promise<CustomVideo> {
  const { video: media, quality } = options;
  if (media === undefined) throw new TypeError('Custom-video mode was begun without a video.');
  const { maxSide } = QUALITY[quality];
  const prepared = await watch.stage('video', 'seconds', (report) =>
    prepareVideo(threads.render, media, { maxSide }, (seconds) => report(seconds, seconds), signal),
  );
  const discard = (): Promise<void> => discardPrepared(threads.render, prepared);
  try {
    if (prepared.info.decoder === 'ffmpeg') warnings.push(slowDecoder(prepared));
    const looked = partToLookAt(prepared, options, frames);
    const { mended, cuts } = await watch.stage('faces', 'frames', async (report) =>
      trackFaces(
        prepared,
        await contentKey(media),
        { ...lookedFrames(looked), at: options.face },
        report,
        signal,
      ),
    );
    const found = options.sourceRange
      ? { first: 0, end: mended.length }
      : longestStretch(mended.map(isUsable), cuts);
    if (found === null || mended.every((face) => face === null)) throw unusable(mended);
    const stretch = { first: looked.first + found.first, end: looked.first + found.end };
    const avatar = avatarOf(prepared, maxSide, mended.slice(found.first, found.end), stretch);
    return {
      avatar,
      stretch,
      plan: (speech) => planToAndFro(avatar, stretch, speech),
      discard,
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

const lookedFrames = ({ first, end }: FrameRange): { from: number; to: number } => ({
  from: first,
  to: end,
});

/** The user's range, or as much of the beginning as can be of use. */
function partToLookAt(
  { info }: PreparedVideo,
  { sourceRange, quality }: CustomVideoOptions,
  frames: number,
): FrameRange {
  if (sourceRange) return askedRange(sourceRange, info);
  const most = QUALITY[quality].sourceSeconds * FPS;
  const useful = Math.max(LOOKED_AT_LEAST * FPS, frames);
  return { first: 0, end: Math.min(info.frames, most, useful) };
}

/** @throws AppError `bad-option` */
function askedRange(
  { start, end }: { start: number; end: number },
  { frames, duration }: PreparedVideo['info'],
): FrameRange {
  const range = { first: framesOfSeconds(start), end: Math.min(frames, framesOfSeconds(end)) };
  if (range.first < range.end) return range;
  throw new AppError(
    'bad-option',
    `The option "sourceRange" is ${start} to ${end} s; allowed is a part of 0 to ${duration.toFixed(2)} s.`,
    { hint: 'Choose a part of the video, or leave the choice to the app.', stage: 'video' },
  );
}

const isUsable = (face: Face | null): boolean => face !== null && headTurn(face) < WIDEST_TURN;

function unusable(faces: readonly (Face | null)[]): AppError {
  if (faces.every((face) => face === null)) return noFace(faces.length);
  return new AppError('no-face', 'The face is seen from the side only.', {
    hint: `Use a video in which the person looks towards the camera (turned by less than ${WIDEST_TURN}°).`,
    stage: 'faces',
  });
}

function slowDecoder({ info }: PreparedVideo): Warning {
  const message =
    `This browser cannot decode ${info.codec.toUpperCase()}: the video was converted first, which is slow. ` +
    'A video in H.264 (MP4) starts at once.';
  return { code: 'slow-decoder', message };
}

function avatarOf(
  { info, video }: PreparedVideo,
  maxSide: number,
  faces: readonly (Face | null)[],
  { first }: FrameRange,
): AvatarMedia {
  const { width, height, frames } = info;
  const track = wholeTrack(info, faces, first);
  return {
    id: 'custom-video',
    width,
    height,
    lipsync: { engine: 'exemplar', modelId: null },
    clips: [{ name: SOURCE_CLIP, kind: 'talk', frames, blob: video, maxSide, track }],
  };
}

/** The stretch to and fro, with calm turns, under a timeline. */
function planToAndFro({ clips }: AvatarMedia, stretch: FrameRange, speech: SpeechTimeline): Edl {
  const poses = poseSignatures(new Map(clips.map(({ name, track }) => [name, track])));
  const pose = poses.get(SOURCE_CLIP);
  const motion = pose ? poseMotion(pose) : new Float32Array(stretch.end);
  const slots = slotsOf(speech, () => []);
  const totalFrames = framesOfSeconds(speech.duration);
  const walk = calmWalk(motion, stretch, totalFrames);
  return { fps: FPS, totalFrames, events: walkEvents(walk, slots, SOURCE_CLIP) };
}
