import { SAMPLE_RATE } from '../time/units';
import { padRegions, speechRegions, type SampleRange } from './hysteresis';
import type { SpeechSegment, SpeechTimeline } from './timeline';

/** The exit threshold lies this far below the entry threshold (Silero VAD's default). */
const EXIT_BELOW_ENTRY = 0.15;
/** The exit threshold never falls below this, or a region could not end (Silero VAD). */
const LOWEST_EXIT = 0.01;
/** Shortest speech, shortest dip that ends it, and padding around it, in samples (Silero VAD: 250, 100 and 30 ms). */
const MIN_SPEECH = 0.25 * SAMPLE_RATE;
const MIN_DIP = 0.1 * SAMPLE_RATE;
const PAD = 0.03 * SAMPLE_RATE;

/** Speech scores of a whole file, as a detector gives them once. */
export interface SpeechScores {
  /** Float32Array [n], 0–1. */
  scores: Float32Array;
  /** Seconds a score; a whole number of samples at 16 kHz. */
  scoreHop: number;
  engine: string;
}

export interface SegmentationOptions {
  /** Score from which a frame is speech, above 0 and below 1; Silero's default is 0.5. */
  threshold: number;
  /** Seconds; shorter silences are spoken through. 0.75 by default. */
  minSilence: number;
}

/**
 * Cuts audio into speech and silence: hysteresis, minimum lengths and padding, then silences shorter than
 * `minSilence` (also at the two ends) become speech. Audio without any speech is one silence of whatever length.
 * Cheap enough (a pass over the scores) to run at every movement of a slider.
 *
 * @param totalSamples of the audio at 16 kHz.
 * @throws RangeError for an option that makes no sense or a score hop that is not a whole number of samples.
 */
export function segmentSpeech(
  { scores, scoreHop, engine }: SpeechScores,
  totalSamples: number,
  { threshold, minSilence }: SegmentationOptions,
): SpeechTimeline {
  if (!(threshold > 0 && threshold < 1)) {
    throw new RangeError(`threshold is ${threshold}; it must lie between 0 and 1.`);
  }
  if (!(minSilence >= 0))
    throw new RangeError(`minSilence is ${minSilence} s; it must be 0 or more.`);
  const hop = wholeSamples(scoreHop);
  const regions = speechRegions(scores, hop, totalSamples, {
    enter: threshold,
    exit: Math.max(threshold - EXIT_BELOW_ENTRY, LOWEST_EXIT),
    minSilence: MIN_DIP,
    minSpeech: MIN_SPEECH,
  });
  const padded = padRegions(regions, PAD, totalSamples);
  const spoken = fillShortSilences(padded, Math.round(minSilence * SAMPLE_RATE), totalSamples);
  return {
    duration: totalSamples / SAMPLE_RATE,
    segments: withSilences(spoken, totalSamples),
    scores,
    scoreHop,
    engine,
  };
}

function wholeSamples(hopSeconds: number): number {
  const samples = Math.round(hopSeconds * SAMPLE_RATE);
  if (samples < 1 || Math.abs(samples - hopSeconds * SAMPLE_RATE) > 1e-6) {
    throw new RangeError(`A score hop of ${hopSeconds} s is not a whole number of samples.`);
  }
  return samples;
}

function fillShortSilences(speech: SampleRange[], shortest: number, total: number): SampleRange[] {
  const filled: SampleRange[] = [];
  for (const { start, end } of speech) {
    const last = filled.at(-1);
    if (last && start - last.end < shortest) last.end = end;
    else filled.push({ start: !last && start < shortest ? 0 : start, end });
  }
  const last = filled.at(-1);
  if (last && total - last.end < shortest) last.end = total;
  return filled;
}

function withSilences(speech: SampleRange[], total: number): SpeechSegment[] {
  const segments: SpeechSegment[] = [];
  const add = (kind: SpeechSegment['kind'], start: number, end: number) => {
    if (end > start) segments.push({ kind, start: start / SAMPLE_RATE, end: end / SAMPLE_RATE });
  };
  let at = 0;
  for (const { start, end } of speech) {
    add('silence', at, start);
    add('speech', start, end);
    at = end;
  }
  add('silence', at, total);
  return segments;
}
