import { SAMPLE_RATE, SAMPLES_PER_FRAME, framesOfSeconds } from '../time/units';
import type { SegmentKind, SpeechTimeline } from '../speech/timeline';
import type { PlanClip } from './edl';

/** A stretch of output frames that one clip fills, looping if it must. */
export interface Slot {
  kind: SegmentKind;
  recordIn: number;
  recordOut: number;
}

export type PlanTimeline = Pick<SpeechTimeline, 'duration' | 'segments'>;

/** Parts of a segment that no clip covers are at least this long, frames: cuts every second would look restless. */
const SHORTEST_PART = 50;

/**
 * The frame nearest to a segment boundary. Boundaries are whole samples: rounding them first keeps sums of
 * fractions of a second from falling on the wrong side of a frame.
 */
function frameOfBoundary(seconds: number): number {
  return Math.round(Math.round(seconds * SAMPLE_RATE) / SAMPLES_PER_FRAME);
}

/**
 * The segments of a timeline in output frames, each boundary rounded from absolute time, gapless from 0 to
 * round(duration · 25). A segment longer than every clip of its pool is divided evenly, so that clips can
 * alternate in it; with a single clip it stays whole and the clip loops.
 *
 * @param pool clips that can fill a segment of a kind.
 */
export function slotsOf(
  { duration, segments }: PlanTimeline,
  pool: (kind: SegmentKind) => readonly PlanClip[],
): Slot[] {
  const total = framesOfSeconds(duration);
  const slots: Slot[] = [];
  let recordIn = 0;
  segments.forEach(({ kind, end }, index) => {
    const last = index === segments.length - 1;
    const recordOut = last ? total : Math.min(total, Math.max(recordIn, frameOfBoundary(end)));
    slots.push(...divided({ kind, recordIn, recordOut }, partLength(pool(kind))));
    recordIn = recordOut;
  });
  if (recordIn < total) slots.push({ kind: 'silence', recordIn, recordOut: total });
  return slots;
}

interface PartLength {
  /** Up to here a segment stays whole. */
  whole: number;
  /** Longest part of a divided one. */
  part: number;
}

/** Parts fit the two longest clips, so that there is always another one to take. */
function partLength(clips: readonly PlanClip[]): PartLength {
  const [longest = 0, second] = clips.map(({ frames }) => frames).sort((a, b) => b - a);
  if (second === undefined) return { whole: Infinity, part: Infinity };
  return { whole: longest, part: Math.max(second, SHORTEST_PART) };
}

function divided({ kind, recordIn, recordOut }: Slot, { whole, part }: PartLength): Slot[] {
  const length = recordOut - recordIn;
  if (length === 0) return [];
  const count = length <= whole ? 1 : Math.ceil(length / part);
  const border = (k: number) => recordIn + Math.round((k * length) / count);
  return Array.from({ length: count }, (_, k) => ({
    kind,
    recordIn: border(k),
    recordOut: border(k + 1),
  }));
}
