/**
 * Custom-video mode: the user's own video or picture as the only clip.
 *
 *   video → read, or converted once → faces followed → the longest good stretch → played to and fro
 */
import type { Edl } from '../core/clips/edl';
import type { FrameRange } from '../core/clips/frame-at';
import { poseSignatures } from '../core/clips/pose-signature';
import { slotsOf } from '../core/clips/slots';
import { freeStretch, fullestPart } from '../core/clips/source-stretch';
import { calmWalk, poseMotion } from '../core/clips/turning-points';
import { loopEvents, walkEvents } from '../core/clips/walk';
import { IdleField } from '../core/exemplar/draw/idle-field';
import { idlePose } from '../core/exemplar/draw/idle-pose';
import type { Face } from '../core/faces/face-track';
import { headTurn, WIDEST_TURN } from '../core/faces/head-turn';
import { FPS, framesOfSeconds } from '../core/time/units';
import type { AvatarMedia } from '../platform/avatars';
import { PICTURE_FRAMES, type PreparedVideo } from '../workers/protocol/media';
import { countPeople, surveyPeople } from './count-people';
import {
  badRange,
  noFace,
  sideways,
  sourceWarnings,
  SHORT_STRETCH,
  SHORTEST_STRETCH,
} from './custom-video-faults';
import type { GenerateOptions } from './options';
import { discardPrepared, mediaKey, prepareVideo } from './prepared-video';
import { QUALITY } from './quality';
import type { StageWatch } from './stage-watch';
import { threads } from './threads';
import { trackFaces, wholeTrack } from './track-faces';
import type { SpeechTimeline, Warning } from './types';

/** What edit decision lists call the video. */
const SOURCE_CLIP = 'source';

/** At least this much of a video is looked at, seconds: enough pictures of a mouth, and choice of turns. */
const LOOKED_AT_LEAST = 20;

/** Frames of a long video by which the part to look at is chosen: about 0.1 s each. */
const SURVEYED_FRAMES = 48;

/** Length of the clip that a picture becomes, frames; it loops without a seam. */
const STILL_FRAMES = 750;

interface CustomVideo {
  avatar: AvatarMedia;
  plan(speech: SpeechTimeline): Edl;
  /** Deletes what the video was converted to. */
  discard(): Promise<void>;
}

type CustomVideoOptions = Pick<GenerateOptions, 'video' | 'face' | 'sourceRange' | 'quality'>;

/**
 * Reads a video or picture, follows its face and chooses the part to use.
 * @param frames that the output will have.
 * @throws AppError `bad-option` for a range outside of the video, `no-face`, `unsupported-media`, `corrupt-media`.
 */
export async function openCustomVideo(
  options: CustomVideoOptions,
  frames: number,
  watch: StageWatch,
  warnings: Warning[],
  signal?: AbortSignal,
): Promise<CustomVideo> {
  const { video: media, quality, sourceRange } = options;
  if (media === undefined) throw new TypeError('Custom-video mode was begun without a video.');
  const { maxSide, sourceSeconds } = QUALITY[quality];
  const useful = Math.min(sourceSeconds, Math.max(LOOKED_AT_LEAST, frames / FPS));
  const part = sourceRange
    ? { start: sourceRange.start, seconds: lengthOf(sourceRange, sourceSeconds) }
    : { start: 0, seconds: useful };
  const prepared = await watch.stage('video', 'seconds', (report) =>
    prepareVideo(
      threads.render,
      media,
      { maxSide, part },
      (seconds) => report(Math.min(seconds, part.seconds), part.seconds),
      signal,
    ),
  );
  try {
    const key = await mediaKey(media, prepared);
    const seen = await watch.stage('faces', 'frames', async (report) => {
      const looked = sourceRange
        ? askedPart(prepared, sourceRange, part)
        : await bestPart(prepared, key, framesOfSeconds(useful), signal);
      return lookAt(prepared, key, looked, options, report, signal);
    });
    const { looked } = seen;
    const shown = shownStretch(seen, sourceRange !== undefined);
    const faces = seen.faces.slice(shown.first - looked.first, shown.end - looked.first);
    const covered = seen.covered.slice(shown.first - looked.first, shown.end - looked.first);
    warnings.push(...sourceWarnings(prepared, { faces, covered, people: seen.people, ...options }));
    const discard = (): Promise<void> => discardPrepared(prepared);
    const last = pictureOf(faces, covered);
    const face = faces[last] ?? null;
    if (face !== null && (prepared.still || faces.length < SHORTEST_STRETCH)) {
      const avatar = stillAvatar(prepared, maxSide, { face, frame: shown.first + last });
      return { avatar, plan: planLoop, discard };
    }
    const avatar = videoAvatar(prepared, maxSide, { faces, first: shown.first });
    return { avatar, plan: (speech) => planToAndFro(avatar, shown, speech), discard };
  } catch (error) {
    await discardPrepared(prepared);
    throw error;
  }
}

/** Seconds of a range that are looked at. */
const lengthOf = ({ start, end }: { start: number; end: number }, most: number): number =>
  Math.min(most, end - start);

/** The user's range. */
function askedPart(
  { info, still, begins }: PreparedVideo,
  asked: { start: number; end: number },
  part: { start: number; seconds: number },
): FrameRange {
  if (still) return { first: 0, end: PICTURE_FRAMES };
  const start = part.start - begins;
  const first = framesOfSeconds(start);
  const end = Math.min(info.frames, framesOfSeconds(start + part.seconds));
  if (first >= end) throw badRange(asked, info.duration);
  return { first, end };
}

/** As much as can be of use: of a longer video, the part that shows a face most often. */
async function bestPart(
  prepared: PreparedVideo,
  key: string,
  useful: number,
  signal?: AbortSignal,
): Promise<FrameRange> {
  const { frames } = prepared.info;
  if (prepared.still || frames <= useful) return { first: 0, end: frames };
  const step = Math.ceil(frames / SURVEYED_FRAMES);
  const people = await surveyPeople(prepared, key, { from: 0, to: frames, step }, signal);
  const seen = people.map((count) => count > 0);
  return fullestPart(seen, step, useful, frames);
}

interface SeenFaces {
  /** Frames of the video. */
  looked: FrameRange;
  /** The followed face in each of them. */
  faces: (Face | null)[];
  /** Where a hand or a microphone is before its mouth. */
  covered: boolean[];
  cuts: number[];
  people: number;
}

async function lookAt(
  prepared: PreparedVideo,
  key: string,
  looked: FrameRange,
  { face, quality }: CustomVideoOptions,
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<SeenFaces> {
  const { landmarkThreads } = QUALITY[quality];
  const { first: from, end: to } = looked;
  const people = await countPeople(prepared, key, { from, to }, signal);
  const maxFaces = Math.max(1, people);
  const request = { from, to, maxFaces, at: face, threads: landmarkThreads };
  const { mended, cuts, covered } = await trackFaces(prepared, key, request, report, signal);
  // Where memory is short, what is not needed any more goes before the rendering begins.
  if (landmarkThreads === 1) for (const thread of threads.landmarks) thread.stop();
  return { looked, faces: mended, covered, cuts, people };
}

/** The frames that are shown. @throws AppError `no-face` */
function shownStretch({ looked, faces, covered, cuts }: SeenFaces, chosen: boolean): FrameRange {
  if (faces.every((face) => face === null)) throw noFace(faces.length);
  const stretch = freeStretch(faces.map(isUsable), covered, cuts, SHORT_STRETCH * FPS);
  if (stretch === null) throw sideways();
  const { first } = looked;
  // What the user chose is shown whole: there, frames without a face keep their pixels.
  if (chosen) return { first, end: first + faces.length };
  return { first: first + stretch.first, end: first + stretch.end };
}

const isUsable = (face: Face | null): boolean => face !== null && headTurn(face) < WIDEST_TURN;

/** The frame that is shown where one has to do: the last with a face, and with a free mouth if there is one. */
function pictureOf(faces: readonly (Face | null)[], covered: readonly boolean[]): number {
  const free = faces.findLastIndex((face, frame) => face !== null && covered[frame] !== true);
  return free >= 0 ? free : faces.findLastIndex((face) => face !== null);
}

function videoAvatar(
  { info, video }: PreparedVideo,
  maxSide: number,
  { faces, first }: { faces: readonly (Face | null)[]; first: number },
): AvatarMedia {
  const track = wholeTrack(info, faces, first);
  const clip = { name: SOURCE_CLIP, kind: 'talk', frames: info.frames, blob: video } as const;
  const shown = { first, end: first + faces.length };
  return avatarOf(info, { ...clip, maxSide, track, shown });
}

/** A clip made from one frame; the face sways with the head. */
function stillAvatar(
  { info, video }: PreparedVideo,
  maxSide: number,
  { face, frame }: { face: Face; frame: number },
): AvatarMedia {
  const { landmarks, score } = face;
  const field = new IdleField(landmarks);
  const faces = Array.from({ length: STILL_FRAMES }, (_, i) => {
    field.setPose(idlePose(i, STILL_FRAMES));
    return { landmarks: field.moveLandmarks(landmarks), score };
  });
  const track = wholeTrack({ ...info, frames: STILL_FRAMES }, faces, 0);
  const still = { frame, frames: STILL_FRAMES, landmarks };
  const clip = { name: SOURCE_CLIP, kind: 'talk', frames: STILL_FRAMES, blob: video } as const;
  return avatarOf(info, { ...clip, maxSide, track, still });
}

function avatarOf(
  { width, height }: PreparedVideo['info'],
  clip: AvatarMedia['clips'][number],
): AvatarMedia {
  const lipsync = { engine: 'exemplar', modelId: null };
  return { id: 'custom-video', width, height, lipsync, clips: [clip] };
}

/** The stretch to and fro, with calm turns, under a timeline. */
function planToAndFro({ clips }: AvatarMedia, stretch: FrameRange, speech: SpeechTimeline): Edl {
  const poses = poseSignatures(new Map(clips.map(({ name, track }) => [name, track])));
  const pose = poses.get(SOURCE_CLIP);
  const motion = pose ? poseMotion(pose) : new Float32Array(stretch.end);
  const totalFrames = framesOfSeconds(speech.duration);
  const walk = calmWalk(motion, stretch, totalFrames);
  const slots = slotsOf(speech, () => []);
  return { fps: FPS, totalFrames, events: walkEvents(walk, slots, SOURCE_CLIP) };
}

function planLoop(speech: SpeechTimeline): Edl {
  const totalFrames = framesOfSeconds(speech.duration);
  const events = loopEvents(
    STILL_FRAMES,
    slotsOf(speech, () => []),
    SOURCE_CLIP,
  );
  return { fps: FPS, totalFrames, events };
}
