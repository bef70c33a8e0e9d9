/**
 * Custom-video mode: the user's own video or picture as the only clip.
 *
 *   video → read, or converted once → faces followed → the longest good stretch → played to and fro
 */
import type { Edl } from '../core/clips/edl';
import type { FrameRange } from '../core/clips/frame-at';
import { poseSignatures } from '../core/clips/pose-signature';
import { slotsOf } from '../core/clips/slots';
import { freeStretch } from '../core/clips/source-stretch';
import { calmWalk, poseMotion } from '../core/clips/turning-points';
import { loopEvents, walkEvents } from '../core/clips/walk';
import { IdleField } from '../core/exemplar/draw/idle-field';
import { idlePose } from '../core/exemplar/draw/idle-pose';
import type { Face } from '../core/faces/face-track';
import { headTurn, WIDEST_TURN } from '../core/faces/head-turn';
import { facesOfScene } from '../core/faces/scene';
import { FPS, framesOfSeconds } from '../core/time/units';
import type { AvatarMedia } from '../platform/avatars';
import type { PreparedVideo } from '../workers/protocol/media';
import { countPeople } from './count-people';
import {
  noFace,
  sideways,
  sourceWarnings,
  SHORT_STRETCH,
  SHORTEST_STRETCH,
} from './custom-video-faults';
import type { GenerateOptions } from './options';
import { discardPrepared } from './prepared-video';
import { QUALITY } from './quality';
import { openSourcePart, partLookedAt, type SourcePart } from './source-part';
import type { StageWatch } from './stage-watch';
import { threads } from './threads';
import { trackFaces, wholeTrack } from './track-faces';
import type { SpeechTimeline, Warning } from './types';

/** What edit decision lists call the video. */
const SOURCE_CLIP = 'source';

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
  const asked = { quality, sourceRange, speech: frames / FPS };
  const part = await openSourcePart(threads.render, media, asked, watch, signal);
  const { prepared, looked } = part;
  try {
    const seen = await watch.stage('faces', 'frames', (report) =>
      lookAt(part, options, report, signal),
    );
    const shown = shownStretch(seen, part, sourceRange !== undefined);
    const faces = seen.faces.slice(shown.first - looked.first, shown.end - looked.first);
    const covered = seen.covered.slice(shown.first - looked.first, shown.end - looked.first);
    const about = { faces, covered, people: seen.people, sourceSeconds, ...options };
    warnings.push(...sourceWarnings(prepared, about));
    const discard = (): Promise<void> => discardPrepared(prepared);
    const last = pictureOf(faces, covered);
    const face = faces[last] ?? null;
    if (face !== null && (prepared.still || faces.length < SHORTEST_STRETCH)) {
      const avatar = stillAvatar(prepared, maxSide, { face, frame: shown.first + last });
      return { avatar, plan: planLoop, discard };
    }
    const avatar = videoAvatar(prepared, maxSide, { seen, first: looked.first, shown });
    return { avatar, plan: (speech) => planToAndFro(avatar, shown, speech), discard };
  } catch (error) {
    await discardPrepared(prepared);
    throw error;
  }
}

interface SeenFaces {
  /** The followed face in each frame that was looked at. */
  faces: (Face | null)[];
  /** Where a hand or a microphone is before its mouth. */
  covered: boolean[];
  cuts: number[];
  changes: Float32Array;
  people: number;
}

async function lookAt(
  { prepared, key, looked }: SourcePart,
  { face, quality }: CustomVideoOptions,
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<SeenFaces> {
  const { landmarkThreads } = QUALITY[quality];
  const { first: from, end: to } = looked;
  const people = await countPeople(prepared, key, { from, to }, signal);
  const maxFaces = Math.max(1, people);
  const request = { from, to, maxFaces, at: face, threads: landmarkThreads };
  const { mended, cuts, changes, covered } = await trackFaces(
    prepared,
    key,
    request,
    report,
    signal,
  );
  // Where memory is short, what is not needed any more goes before the rendering begins.
  if (landmarkThreads === 1) for (const thread of threads.landmarks) thread.stop();
  return { faces: mended, cuts, changes, covered, people };
}

/** The frames that are shown. @throws AppError `no-face` */
function shownStretch(
  { faces, covered, cuts }: SeenFaces,
  part: SourcePart,
  chosen: boolean,
): FrameRange {
  if (faces.every((face) => face === null))
    throw noFace(part.prepared, faces.length, partLookedAt(part));
  const stretch = freeStretch(faces.map(isUsable), covered, cuts, SHORT_STRETCH * FPS);
  if (stretch === null) throw sideways(part.prepared, partLookedAt(part));
  const { first } = part.looked;
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

/** @param seen in the frames from `first` on; of them, those of the scene that is shown tell what its mouth looks like. */
function videoAvatar(
  { info, video }: PreparedVideo,
  maxSide: number,
  { seen, first, shown }: { seen: SeenFaces; first: number; shown: FrameRange },
): AvatarMedia {
  const stretch = { first: shown.first - first, end: shown.end - first };
  const track = {
    ...wholeTrack(info, facesOfScene(seen, stretch), first),
    cuts: seen.cuts.map((cut) => first + cut),
    covered: [...new Array<boolean>(first).fill(false), ...seen.covered],
  };
  const clip = { name: SOURCE_CLIP, kind: 'talk', frames: info.frames, blob: video } as const;
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
  const track = { ...wholeTrack({ ...info, frames: STILL_FRAMES }, faces, 0), cuts: [] };
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
