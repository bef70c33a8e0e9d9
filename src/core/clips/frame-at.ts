import type { SegmentKind } from '../speech/timeline';
import { reflected } from './clip-loop';
import type { Edl, EdlEvent } from './edl';

/** What one output frame shows. */
export interface FrameSource {
  /** Output frame. */
  frame: number;
  clip: string;
  sourceFrame: number;
  kind: SegmentKind;
  lipsync: boolean;
  /** While a cut is being hidden: the picture that the clip before would show, and its share of the mix, 0–1. */
  blend: { clip: string; sourceFrame: number; share: number } | null;
}

/** Half-open range of output frames. */
export interface FrameRange {
  first: number;
  end: number;
}

/** Frames over which the synthetic mouth fades in before speech and out after it. */
const LIPSYNC_FADE = 3;

/**
 * The output frames of a range in order, each with its clip frame.
 * @param clipFrames frame counts by clip name: a blend plays the clip before on, turning round at its end.
 */
export function* framesOf(
  { events, totalFrames }: Edl,
  clipFrames: ReadonlyMap<string, number>,
  { first, end }: FrameRange = { first: 0, end: totalFrames },
): Generator<FrameSource> {
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    const stop = Math.min(end, event.recordOut);
    for (let frame = Math.max(first, event.recordIn); frame < stop; frame++) {
      const offset = frame - event.recordIn;
      const { clip, kind, lipsync } = event;
      const sourceFrame = sourceFrameAt(event, offset);
      const blend = before ? blendAt(before, event, offset, clipFrames) : null;
      yield { frame, clip, sourceFrame, kind, lipsync, blend };
    }
  }
}

/** The clip's frame `offset` frames into an event; an event may play backwards. */
function sourceFrameAt({ sourceIn, sourceOut }: EdlEvent, offset: number): number {
  return sourceOut >= sourceIn ? sourceIn + offset : sourceIn - 1 - offset;
}

function blendAt(
  before: EdlEvent,
  event: EdlEvent,
  offset: number,
  clipFrames: ReadonlyMap<string, number>,
): FrameSource['blend'] {
  const { blend = 0 } = event;
  if (offset >= blend) return null;
  const frames = clipFrames.get(before.clip) ?? 1;
  const onwards = sourceFrameAt(before, before.recordOut - before.recordIn + offset);
  return {
    clip: before.clip,
    // Not from the other end: where a clip fades into itself as it begins again, that is what it fades into.
    sourceFrame: reflected(onwards, frames),
    share: 1 - (offset + 1) / (blend + 1),
  };
}

/**
 * How strongly each output frame of a range takes the synthetic mouth: 1 in lip-synced events, fading to 0 over
 * three frames outside of them. The fade lies in the silence, where both mouths rest; a fade inside the speech
 * would show the talking clip's own moving mouth, and so it begins where the clip has faded out.
 *
 * @returns Float32Array [end − first], 0–1.
 */
export function lipsyncWeights({ events }: Edl, { first, end }: FrameRange): Float32Array {
  const weights = new Float32Array(Math.max(0, end - first));
  for (const [index, { recordIn, recordOut, lipsync }] of events.entries()) {
    if (!lipsync) continue;
    const shownUntil = recordOut + (events[index + 1]?.blend ?? 0);
    const from = Math.max(first, recordIn - LIPSYNC_FADE);
    const to = Math.min(end, shownUntil + LIPSYNC_FADE);
    for (let frame = from; frame < to; frame++) {
      const away = Math.max(0, recordIn - frame, frame - shownUntil + 1);
      const weight = 1 - away / (LIPSYNC_FADE + 1);
      weights[frame - first] = Math.max(weight, weights[frame - first] ?? 0);
    }
  }
  return weights;
}
