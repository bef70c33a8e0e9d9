import type { Edl } from '../core/clips/edl';
import { planSteps, type ClipPlan } from '../core/clips/plan';
import { poseSignatures, type PoseSignature } from '../core/clips/pose-signature';
import { validateEdl } from '../core/clips/validate-edl';
import { segmentSpeech } from '../core/speech/segment';
import { SAMPLE_RATE, framesOfSeconds } from '../core/time/units';
import type { AvatarMedia } from '../platform/avatars';
import { nextTask } from '../platform/next-task';
import { AppError } from '../workers/protocol/errors';
import type { HeardAudio } from './audio-analysis';
import type { SpeechTimeline } from './types';

export interface SpeechSettings {
  threshold: number;
  minSilence: number;
}

/**
 * Speech scores → gapless timeline; instant, so that sliders may call it at every movement.
 * @throws AppError `empty-audio` for less than half a video frame of sound.
 */
export function timelineOf(
  { scores, duration }: Pick<HeardAudio, 'scores' | 'duration'>,
  { threshold, minSilence }: SpeechSettings,
): SpeechTimeline {
  const samples = Math.round(duration * SAMPLE_RATE);
  if (framesOfSeconds(duration) === 0) {
    throw new AppError('empty-audio', `The audio of ${duration} s is shorter than a video frame.`, {
      hint: 'Choose a longer recording.',
    });
  }
  const timeline = segmentSpeech(scores, samples, { threshold, minSilence });
  // Whole samples at 16 kHz can fall on the other side of half a frame than the sound's own end.
  const last = timeline.segments.at(-1);
  if (last) last.end = duration;
  return { ...timeline, duration };
}

/** How long planning keeps the page waiting at a time, ms: half a frame of a 60-Hz screen. */
const PLAN_SLICE = 8;

/**
 * Timeline and the avatar's clips → edit decision list. An hour of speech takes seconds, in slices.
 * @throws AppError `no-clips` for an avatar without any.
 */
export async function planEdl(timeline: SpeechTimeline, avatar: AvatarMedia): Promise<ClipPlan> {
  if (avatar.clips.length === 0) {
    throw new AppError('no-clips', `The avatar "${avatar.id}" has no clips.`, {
      hint: 'Choose another avatar, or import this one again.',
      stage: 'plan',
    });
  }
  const steps = planSteps(timeline, avatar.clips, { poses: posesOf(avatar) });
  let begun = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - begun < PLAN_SLICE) continue;
    await nextTask();
    begun = performance.now();
  }
}

const knownPoses = new WeakMap<AvatarMedia, ReadonlyMap<string, PoseSignature>>();

/** Worked out once an avatar, since sliders plan again and again. */
function posesOf(avatar: AvatarMedia): ReadonlyMap<string, PoseSignature> {
  const known = knownPoses.get(avatar);
  if (known !== undefined) return known;
  const poses = poseSignatures(new Map(avatar.clips.map(({ name, track }) => [name, track])));
  knownPoses.set(avatar, poses);
  return poses;
}

/**
 * Checks a list that the user edited.
 * @throws AppError `bad-option` that names the first fault.
 */
export function checkEdl(edl: Edl, avatar: AvatarMedia, duration: number): Edl {
  const faults = validateEdl(edl, avatar.clips, framesOfSeconds(duration));
  const [first] = faults;
  if (first === undefined) return edl;
  throw new AppError('bad-option', `The option "edl" of generate is not sound: ${first}`, {
    hint: 'Start from the list that planClips returns and keep it gapless.',
    stage: 'plan',
    cause: new Error(faults.join('\n')),
  });
}
