/**
 * An avatar out of one video of a person who talks and pauses:
 *
 *   video → speech and pauses (its own sound, else the lips) → face → stretches that loop → clips → stored
 */
import { proxy } from 'comlink';
import { clipNames } from '../../core/clips/clip-name';
import { clipStretches, type ClipStretch } from '../../core/clips/clip-stretches';
import { frameKinds } from '../../core/clips/frame-kinds';
import { loopQuality, LoopSeams } from '../../core/clips/loop-quality';
import type { FaceTrack } from '../../core/faces/face-track';
import type { PicturePlace } from '../../core/faces/follow-people';
import type { SpeechTimeline } from '../../core/speech/timeline';
import { FPS } from '../../core/time/units';
import { contentKey } from '../../platform/storage/content-key';
import { AppError, isAbort, toAppError, type ErrorCode } from '../../workers/protocol/errors';
import type { FrameThumbnails, PreparedVideo } from '../../workers/protocol/media';
import type { Run } from '../../workers/protocol/progress';
import { hearAudio } from '../analyse-audio';
import { supportedEncoders } from '../capabilities';
import { countPeople } from '../count-people';
import { noFace, severalFaces, slowDecoder } from '../custom-video-faults';
import {
  AVATAR_VIDEO_SECONDS,
  ImportAvatarSchema,
  parseOptions,
  SpeechOptionsSchema,
  VideoSchema,
} from '../options';
import { timelineOf } from '../plan-video';
import { discardPrepared, prepareVideo } from '../prepared-video';
import { lengthOfConversion } from '../source-survey';
import { StageWatch } from '../stage-watch';
import { threads } from '../threads';
import { trackFaces } from '../track-faces';
import type { ImportAvatarOptions, ImportedAvatarSummary, Warning } from '../types';
import { THUMBNAIL_SIDE, trackBytes } from './clip-tracks';
import type { KnownClip } from './exported-avatar';
import { LONGEST_SIDE } from './fit-clips';
import type { ReadClip } from './read-clips';
import { chosenModel, requireRights, storeAvatar } from './store-avatar';

/** Pauses between words belong to the talking; from this length on they are silence, seconds. */
const SHORTEST_PAUSE = 1;

/**
 * Cuts talking and idle clips out of a video of a person, where they loop best, and stores them as an avatar that is
 * ready for use.
 *
 * @throws AppError `rights-not-confirmed`, `no-face`, `no-clips` when no second of it is of use, `unsupported-media`,
 *   `corrupt-media`, `model-missing`, `bad-option`; `storage-full`: nothing is stored then.
 */
export async function createAvatarFromVideo(
  video: Blob,
  options: ImportAvatarOptions,
  { signal, onProgress }: Run = {},
): Promise<ImportedAvatarSummary> {
  const choices = parseOptions(ImportAvatarSchema, options, 'createAvatarFromVideo');
  parseOptions(VideoSchema, { video }, 'createAvatarFromVideo');
  requireRights(choices.rightsConfirmed);
  const watch = new StageWatch(onProgress);
  try {
    const lipsyncModelId = await chosenModel(choices.lipsyncModelId);
    const warnings: Warning[] = [];
    const speech = await watch.stage('speech', 'seconds', (report) => {
      return ownSpeech(video, warnings, report, signal);
    });
    const { prepared, duration } = await watch.stage('video', 'seconds', (report) =>
      openStart(video, report, signal),
    );
    try {
      refusePicture(prepared);
      warnings.push(...slowDecoder([prepared.info]), ...lookedAtWarnings(duration));
      const { name, face } = choices;
      const seen = await lookAt(prepared, await contentKey(video), face, watch, signal);
      if (seen.people > 1 && face === undefined) warnings.push(severalFaces(seen.people));
      const stretches = chooseStretches(seen, speech);
      warnings.push(...kindWarnings(stretches));
      const { clips, known } = await watch.stage('cut', 'frames', (report) =>
        cutStretches(prepared, seen, stretches, report, signal),
      );
      const { width, height } = prepared.info;
      const choice = { name, lipsyncModelId };
      const summary = await watch.stage('store', 'items', () =>
        storeAvatar({ width, height, clips }, choice, { clips: known }, signal),
      );
      return { ...summary, warnings };
    } finally {
      await discardPrepared(prepared);
    }
  } catch (error) {
    throw toAppError(error, watch.current);
  }
}

/**
 * Opens the video; of one that must be converted, only the part that is looked at is.
 * @returns `duration` of the whole video, seconds, as far as its file tells.
 */
async function openStart(
  video: Blob,
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<{ prepared: PreparedVideo; duration: number }> {
  const unconverted = await lengthOfConversion(threads.video, video, signal);
  const part = { start: 0, seconds: AVATAR_VIDEO_SECONDS };
  const total = Math.min(AVATAR_VIDEO_SECONDS, unconverted?.seconds ?? AVATAR_VIDEO_SECONDS);
  const tell = (seconds: number): void => report(Math.min(seconds, total), total);
  const options = { maxSide: LONGEST_SIDE, part };
  const prepared = await prepareVideo(threads.video, video, options, tell, signal);
  return { prepared, duration: unconverted?.seconds ?? prepared.info.duration };
}

/** What is known of the frames that are looked at. */
interface SeenVideo {
  track: FaceTrack;
  cuts: number[];
  /** Where a hand or a microphone is before the mouth. */
  covered: boolean[];
  strip: FrameThumbnails;
  /** At once. */
  people: number;
}

async function lookAt(
  prepared: PreparedVideo,
  key: string,
  face: PicturePlace | undefined,
  watch: StageWatch,
  signal?: AbortSignal,
): Promise<SeenVideo> {
  const { width, height, frames } = prepared.info;
  const to = Math.min(frames, AVATAR_VIDEO_SECONDS * FPS);
  const { mended, cuts, covered, people } = await watch.stage('faces', 'frames', async (report) => {
    const people = await countPeople(prepared, key, { from: 0, to }, signal);
    const request = { to, maxFaces: Math.max(1, people), at: face };
    return { ...(await trackFaces(prepared, key, request, report, signal)), people };
  });
  if (mended.every((face) => face === null)) throw noFace(prepared, mended.length);
  const strip = await watch.stage('compare', 'frames', (report) =>
    threads.video.call(
      (media) =>
        media.frameThumbnails(
          prepared.video,
          { side: THUMBNAIL_SIDE, most: mended.length },
          proxy(report),
          signal,
        ),
      signal,
    ),
  );
  const faces = mended.slice(0, strip.frames);
  return { track: { width, height, fps: FPS, frames: faces }, cuts, covered, strip, people };
}

/** Where the video's own sound speaks; null without sound or speech, when the lips have to tell. */
async function ownSpeech(
  video: Blob,
  warnings: Warning[],
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<SpeechTimeline | null> {
  try {
    const settings = parseOptions(SpeechOptionsSchema, { minSilence: SHORTEST_PAUSE }, 'ownSpeech');
    const { vadEngine } = settings;
    const most = AVATAR_VIDEO_SECONDS;
    const asked = { vadEngine, curves: null, most, signal, onProgress: report };
    const speech = timelineOf(await hearAudio(video, asked), settings);
    if (speech.segments.some(({ kind }) => kind === 'speech')) return speech;
    const message = 'Nobody speaks in the video’s sound: the lips tell talking from silence.';
    warnings.push({ code: 'no-speech', message });
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError) || !WITHOUT_SOUND.has(error.code)) {
      throw error;
    }
    const message = 'The video has no sound that can be read: the lips tell talking from silence.';
    warnings.push({ code: 'no-speech', message });
  }
  return null;
}

/** What a video without readable sound is refused with when it is taken for sound. */
const WITHOUT_SOUND: ReadonlySet<ErrorCode> = new Set([
  'no-audio',
  'empty-audio',
  'unsupported-media',
  'corrupt-media',
]);

/** @throws AppError `no-clips` */
function chooseStretches(
  { track, cuts, covered, strip }: SeenVideo,
  speech: SpeechTimeline | null,
): ClipStretch[] {
  const kinds = frameKinds(track.frames, speech, covered);
  const seams = new LoopSeams(track, strip);
  const stretches = clipStretches(kinds, cuts, seams.strength.bind(seams));
  if (stretches.length > 0) return stretches;
  throw new AppError('no-clips', 'No second of the video shows a face in one shot for a clip.', {
    hint: 'Use a video of a person who looks at the camera, talks for some seconds and pauses for some.',
    stage: 'cut',
  });
}

async function cutStretches(
  { video, info }: PreparedVideo,
  { track, strip }: SeenVideo,
  stretches: readonly ClipStretch[],
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<{ clips: ReadClip[]; known: Map<string, KnownClip> }> {
  const [encoder = 'ffmpeg'] = await supportedEncoders();
  const { width, height } = info;
  const request = { video, cuts: [...stretches], size: { width, height }, encoder };
  const total = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const tell = (done: number) => report(done, total);
  const blobs = await threads.video.call(
    (media) => media.cutClips(request, proxy(tell), signal),
    signal,
  );
  const names = clipNames(stretches.map(({ kind, from, to }) => ({ kind, frames: to - from })));
  const clips: ReadClip[] = [];
  const known = new Map<string, KnownClip>();
  for (const [k, { kind, from, to }] of stretches.entries()) {
    const blob = blobs[k];
    const name = names[k];
    if (!blob || name === undefined) throw new TypeError(`Clip ${k + 1} was not cut.`);
    const frames = to - from;
    clips.push({ name, kind, blob, info: { ...info, frames, duration: frames / FPS } });
    // Of one shot, and without a frame whose mouth is covered.
    const part = { ...track, frames: track.frames.slice(from, to), cuts: [] };
    known.set(name, {
      track: trackBytes(part),
      loop: loopQuality(part, stripPart(strip, from, to)),
    });
  }
  return { clips, known };
}

function stripPart({ side, pixels }: FrameThumbnails, from: number, to: number): FrameThumbnails {
  const size = side * side * 3;
  return { side, frames: to - from, pixels: pixels.subarray(from * size, to * size) };
}

function refusePicture({ still }: PreparedVideo): void {
  if (!still) return;
  throw new AppError('no-clips', 'This is a picture; clips can be cut out of a video only.', {
    hint: 'Choose a video, or use the picture in the mode "Custom video".',
    stage: 'video',
  });
}

function lookedAtWarnings(duration: number): Warning[] {
  if (duration <= AVATAR_VIDEO_SECONDS) return [];
  const message = `Only the first ${AVATAR_VIDEO_SECONDS} s of the video were looked at.`;
  return [{ code: 'video-shortened', message }];
}

function kindWarnings(stretches: readonly ClipStretch[]): Warning[] {
  const warnings: Warning[] = [];
  if (!stretches.some(({ kind }) => kind === 'talk')) {
    const message = 'No talking was found: speech will be put on the silence clips.';
    warnings.push({ code: 'no-talk-clips', message });
  }
  if (!stretches.some(({ kind }) => kind === 'silence')) {
    const message =
      'No pause of a second was found: pauses will show talking clips with the mouth at rest.';
    warnings.push({ code: 'no-silence-clips', message });
  }
  return warnings;
}
