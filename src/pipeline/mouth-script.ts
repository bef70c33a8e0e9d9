import { lipsyncWeights } from '../core/clips/frame-at';
import type { Edl } from '../core/clips/edl';
import { CURVE_COUNT } from '../core/lipsync/curve-window';
import { emphasisGains } from '../core/lipsync/emphasis';
import { shapeCurves, SHAPE_REACH } from '../core/lipsync/shape-curves';
import { framesOfSeconds } from '../core/time/units';
import type { HeardAudio } from './audio-analysis';
import type { CurveRead, CurveStream } from './curve-stream';
import { timelineOf } from './plan-video';
import type { SpeechTimeline } from './types';

/**
 * Pauses from this length on, seconds, rest the mouth, also within the speech that a talking clip
 * covers: shorter ones belong to the articulation (docs/lip-sync.md, the labels of the curves).
 */
const MOUTH_REST = 0.2;

/** What the mouth of a job does: the curves that the lip-sync follows, and how strongly it acts on each output frame. */
export class MouthScript {
  /** Strength of the lip-sync, 0–1: Float32Array [totalFrames]. */
  readonly weights: Float32Array;
  readonly #totalFrames: number;
  readonly #spoken: CurveStream;
  readonly #openness: number;
  readonly #speech: FrameSpan[];
  readonly #emphasis: Float32Array;

  constructor(
    edl: Edl,
    heard: HeardAudio,
    spoken: CurveStream,
    { openness, threshold }: { openness: number; threshold: number },
  ) {
    const words = timelineOf(heard, { threshold, minSilence: MOUTH_REST });
    this.weights = lipsyncWeights(edl, { first: 0, end: edl.totalFrames });
    this.#totalFrames = edl.totalFrames;
    this.#spoken = spoken;
    this.#openness = openness;
    this.#speech = overlaps(speechFrames(words), speechEvents(edl));
    this.#emphasis = emphasisGains(heard.peaks, edl.totalFrames);
  }

  /**
   * The curves of the output frames [first, end), at rest where nobody speaks. The same whatever part of a job is asked
   * for at once.
   * @returns Float32Array [(end − first) × 7], 0–1, openness and rest in them.
   * @throws as {@link CurveStream} does.
   */
  async curves(first: number, end: number, read?: CurveRead): Promise<Float32Array> {
    const from = Math.max(0, first - SHAPE_REACH);
    const to = Math.min(this.#totalFrames, end + SHAPE_REACH);
    const shaped = shapeCurves(await this.#spoken.between(from, to, read), {
      openness: this.#openness,
      speech: this.#speech
        .filter((span) => span.end > from - SHAPE_REACH && span.start < to + SHAPE_REACH)
        .map((span) => ({ start: span.start - from, end: span.end - from })),
      emphasis: this.#emphasis.subarray(from, to),
    });
    return shaped.subarray((first - from) * CURVE_COUNT, (end - from) * CURVE_COUNT);
  }
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
