import { lipsyncWeights } from '../core/clips/frame-at';
import type { Edl } from '../core/clips/edl';
import { planSteps, type ClipPlan } from '../core/clips/plan';
import { poseSignatures, type PoseSignature } from '../core/clips/pose-signature';
import { validateEdl } from '../core/clips/validate-edl';
import { CURVE_COUNT } from '../core/lipsync/curve-window';
import { emphasisGains } from '../core/lipsync/emphasis';
import { shapeCurves } from '../core/lipsync/shape-curves';
import { segmentSpeech } from '../core/speech/segment';
import { SAMPLE_RATE, framesOfSeconds } from '../core/time/units';
import type { AvatarMedia } from '../platform/avatars';
import { nextTask } from '../platform/next-task';
import { AppError } from '../workers/protocol/errors';
import type { AudioAnalysis } from './audio-analysis';
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
  { scores, duration }: Pick<AudioAnalysis, 'scores' | 'duration'>,
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

/**
 * Pauses from this length on, seconds, rest the mouth, also within the speech that a talking clip
 * covers: shorter ones belong to the articulation (docs/lip-sync.md, the labels of the curves).
 */
const MOUTH_REST = 0.2;

/**
 * The curves that the lip-sync follows, at rest where nobody speaks, and how strongly it acts on
 * each output frame.
 */
export function mouthOf(
  edl: Edl,
  audio: AudioAnalysis,
  { openness, threshold }: { openness: number; threshold: number },
): { curves: Float32Array; weights: Float32Array } {
  if (audio.curves === null) throw new TypeError('The audio was analysed without mouth curves.');
  const words = timelineOf(audio, { threshold, minSilence: MOUTH_REST });
  const speech = overlaps(speechFrames(words), speechEvents(edl));
  const emphasis = emphasisGains(audio.peaks, audio.curves.length / CURVE_COUNT);
  return {
    curves: shapeCurves(audio.curves, { openness, speech, emphasis }),
    weights: lipsyncWeights(edl, { first: 0, end: edl.totalFrames }),
  };
}

/** Ascending frames [start, end). */
interface FrameSpan {
  start: number;
  end: number;
}

const speechFrames = ({ segments }: SpeechTimeline): FrameSpan[] =>
  segments
    .filter(({ kind }) => kind === 'speech')
    .map(({ start, end }) => ({ start: framesOfSeconds(start), end: framesOfSeconds(end) }));

const speechEvents = ({ events }: Edl): FrameSpan[] =>
  events
    .filter(({ kind }) => kind === 'speech')
    .map(({ recordIn, recordOut }) => ({ start: recordIn, end: recordOut }));

/** The frames that are in a span of both lists. */
function overlaps(one: readonly FrameSpan[], other: readonly FrameSpan[]): FrameSpan[] {
  const both: FrameSpan[] = [];
  let i = 0;
  let j = 0;
  for (let a = one[0], b = other[0]; a && b; a = one[i], b = other[j]) {
    const start = Math.max(a.start, b.start);
    const end = Math.min(a.end, b.end);
    if (start < end) both.push({ start, end });
    if (a.end < b.end) i++;
    else j++;
  }
  return both;
}
