/** Where a job's pictures come from, by its mode. */
import type { Edl } from '../core/clips/edl';
import { frameStepping } from '../core/clips/frame-stepping';
import { sequenceClip } from '../core/clips/sequence-clip';
import { slotsOf } from '../core/clips/slots';
import { walkEvents } from '../core/clips/walk';
import { FPS, framesOfSeconds } from '../core/time/units';
import type { AvatarMedia } from '../platform/avatars';
import { AppError } from '../workers/protocol/errors';
import { openCustomVideo } from './custom-video';
import { fittedAvatar } from './fitted-avatar';
import { loadedAvatar } from './loaded-avatar';
import type { GenerateOptions } from './options';
import { planEdl } from './plan-video';
import { QUALITY } from './quality';
import type { StageWatch } from './stage-watch';
import { threads } from './threads';
import type { SpeechTimeline, Warning } from './types';

export interface JobSource {
  avatar: AvatarMedia;
  /** The frame of a custom video that stands for all of it, where it is used as a picture. */
  picture?: Blob;
  plan(speech: SpeechTimeline): Promise<{ edl: Edl; warnings: Warning[] }>;
  /** Deletes what was made for this job alone. */
  discard(): Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

/**
 * What can be told of a request before its audio has been read.
 * @throws AppError `rights-not-confirmed`, `bad-option`.
 */
export function checkSource({ mode, video, rightsConfirmed }: GenerateOptions): void {
  if (mode !== 'custom-video') return;
  if (video === undefined) {
    throw new AppError('bad-option', 'The option "video" of generate is missing.', {
      hint: 'Give a video or a picture of a person, or use another mode.',
      stage: 'options',
    });
  }
  if (rightsConfirmed) return;
  throw new AppError(
    'rights-not-confirmed',
    'It is not confirmed that you may use this person’s likeness.',
    {
      hint: 'Confirm that you have the right to use it (option "rightsConfirmed": true).',
      stage: 'options',
    },
  );
}

/**
 * The avatar of a job, no larger than the quality shows; null for a custom video, which is opened later. What is wrong with
 * it is told before the audio has been read.
 * @throws AppError as loading does; `no-face`, `no-clips`, `bad-option` for a start frame outside of the sequence.
 */
export async function jobAvatar(
  options: GenerateOptions,
  signal?: AbortSignal,
): Promise<AvatarMedia | null> {
  if (options.mode === 'custom-video') return null;
  const avatar = await loadedAvatar(options.avatarId, signal);
  requireFace(avatar);
  if (options.mode === 'training-data' && options.edl === undefined) {
    checkStartFrame(avatar, options);
  }
  return fittedAvatar(avatar, QUALITY[options.quality].maxSide);
}

/**
 * Opens what a job shows.
 * @param duration of the audio, seconds.
 * @throws AppError as the mode's own steps do.
 */
export async function openSource(
  options: GenerateOptions,
  duration: number,
  watch: StageWatch,
  warnings: Warning[],
  signal?: AbortSignal,
): Promise<JobSource> {
  // Anew: it may have been changed while the audio was read.
  const avatar = await jobAvatar(options, signal);
  if (avatar === null) {
    const frames = framesOfSeconds(duration);
    const custom = await openCustomVideo(options, frames, watch, warnings, signal);
    const plan: JobSource['plan'] = (speech) =>
      Promise.resolve({ edl: custom.plan(speech), warnings: [] });
    try {
      const picture = await pictureOfStill(custom.avatar, signal);
      return { ...custom, plan, ...(picture && { picture }) };
    } catch (error) {
      await custom.discard();
      throw error;
    }
  }
  if (options.mode === 'core-clips') {
    // As planClips does: whatever the size, the list is the same.
    const whole = await loadedAvatar(options.avatarId, signal);
    return { avatar, plan: (speech) => planEdl(speech, whole), discard: nothing };
  }
  return {
    avatar,
    plan: async (speech) =>
      Promise.resolve({ edl: planSequence(avatar, options, speech), warnings: [] }),
    discard: nothing,
  };
}

/** @returns undefined for a video that is played, and for a picture, which the caller has. */
async function pictureOfStill(
  { clips, width, height }: AvatarMedia,
  signal?: AbortSignal,
): Promise<Blob | undefined> {
  const [clip] = clips;
  if (!clip?.still || clip.blob.type.startsWith('image/')) return undefined;
  const { blob, still } = clip;
  const longest = Math.max(width, height);
  return threads.render.call((media) => media.pictureOf(blob, still.frame, longest), signal);
}

/** An avatar may be older than the check at its import. @throws AppError `no-face` */
function requireFace({ id, clips }: AvatarMedia): void {
  if (clips.some(({ track }) => track.frames.some((face) => face !== null))) return;
  throw new AppError('no-face', `No clip of the avatar "${id}" shows a face.`, {
    hint: 'Remove it, and import clips with one clear, frontal, well-lit face of at least 100 pixels.',
    stage: 'options',
  });
}

/** @throws AppError `bad-option`, `no-clips`. */
function checkStartFrame(
  avatar: AvatarMedia,
  { startFrame }: Pick<GenerateOptions, 'startFrame'>,
): void {
  const { name, frames } = sequenceOf(avatar);
  if (startFrame < frames) return;
  throw new AppError(
    'bad-option',
    `The option "startFrame" of generate is ${startFrame}; allowed is a whole number from 0 to ${frames - 1}.`,
    { hint: `The sequence "${name}" has ${frames} frames.`, stage: 'options' },
  );
}

/** Training-data mode: the avatar's own frame sequence from a start frame on, to and fro. */
function planSequence(
  avatar: AvatarMedia,
  { startFrame, loopBack }: Pick<GenerateOptions, 'startFrame' | 'loopBack'>,
  speech: SpeechTimeline,
): Edl {
  const { name, frames } = sequenceOf(avatar);
  const totalFrames = framesOfSeconds(speech.duration);
  const walk = frameStepping({ length: frames, startFrame, loopBack }, totalFrames);
  const slots = slotsOf(speech, () => []);
  return { fps: FPS, totalFrames, events: walkEvents(walk, slots, name) };
}

/** @throws AppError `no-clips`. */
function sequenceOf({ id, sequence, clips }: AvatarMedia): AvatarMedia['clips'][number] {
  const chosen = sequenceClip(clips, sequence);
  if (chosen) return chosen;
  throw new AppError('no-clips', `The avatar "${id}" has no clips.`, {
    hint: 'Choose another avatar, or import this one again.',
    stage: 'options',
  });
}
