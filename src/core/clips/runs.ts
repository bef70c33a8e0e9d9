import { frameOfPhase, loopedRanges, phaseAfter, playsBackwards, type ClipLoop } from './clip-loop';
import type { EdlEvent, PlanClip } from './edl';
import type { Entry, Exit, PoseContinuity } from './pose-continuity';
import type { Slot } from './slots';

/** A clip's turn in a slot; `previous` leads back to the first one. */
export interface Run {
  slot: Slot;
  clip: PlanClip;
  loop: ClipLoop;
  /** Phase of the loop that it begins with. */
  phase: number;
  entry: Entry;
  /** Goes on where the same clip stood: no cut. */
  continues: boolean;
  previous: Run | undefined;
}

/**
 * Jumps below this, in eye distances, need no hiding. A calm head moves 0.006 from frame to frame (Adam's clips;
 * recordings of people: 0.008–0.043), and a single step of 0.03 stood out when watched frame by frame.
 */
export const VISIBLE_JUMP = 0.015;
/** Blend lengths in frames: one more for each further VISIBLE_JUMP. */
const BLEND = { shortest: 2, longest: 6 } as const;
/** Frames that hide a cut between clips of unknown poses, and a loop whose pictures differ. */
const BLIND_BLEND = 4;

/** The phase of its loop that a run shows last. */
export const lastPhase = ({ slot, loop, phase }: Run): number =>
  phaseAfter(loop, phase, slot.recordOut - slot.recordIn - 1);

/** How a run leaves its clip. */
export function exitOf(run: Run): Exit {
  const phase = lastPhase(run);
  const frame = frameOfPhase(run.loop, phase);
  return { clip: run.clip.name, frame, backwards: playsBackwards(run.loop, phase) };
}

/** The events of a plan: one for each pass of a run through its clip, with the jump and blend of each seam. */
export function eventsOf(runs: readonly Run[], continuity: PoseContinuity): EdlEvent[] {
  return joined(runs.flatMap((run) => passesOf(run, continuity)));
}

function passesOf(run: Run, continuity: PoseContinuity): EdlEvent[] {
  const { slot, clip, loop, phase, entry, continues, previous } = run;
  const wrap = (): Seam => {
    // Where it turns round, the neighbouring frame comes next: there is nothing to hide.
    if (loop.pingPong) return { blend: 0 };
    const end = { clip: clip.name, frame: clip.frames - 1, backwards: false };
    const found = seam(continuity.entry(end, clip.name, loop.restart).jump, 0);
    if (clip.loopFix !== 'blend') return found;
    return { ...found, blend: Math.max(found.blend, BLIND_BLEND) };
  };
  const start = (): Seam => {
    if (previous === undefined) return { blend: 0 };
    if (!continues) return seam(entry.jump, BLIND_BLEND);
    return phase === loop.restart ? wrap() : { blend: 0 };
  };
  let recordIn = slot.recordIn;
  return loopedRanges(loop, phase, slot.recordOut - slot.recordIn).map((range, pass) => {
    const recordOut = recordIn + Math.abs(range.sourceOut - range.sourceIn);
    const { jump, blend } = pass === 0 ? start() : wrap();
    const event: EdlEvent = {
      recordIn,
      recordOut,
      clip: clip.name,
      ...range,
      kind: slot.kind,
      lipsync: slot.kind === 'speech' || clip.kind === 'talk',
    };
    if (jump !== undefined) event.jump = jump;
    if (blend > 0) event.blend = Math.min(blend, recordOut - recordIn);
    recordIn = recordOut;
    return event;
  });
}

interface Seam {
  jump?: number;
  blend: number;
}

/** @param blind blend length where the jump is unknown. */
function seam(jump: number | undefined, blind: number): Seam {
  if (jump === undefined) return { blend: blind };
  if (jump < VISIBLE_JUMP) return { jump, blend: 0 };
  const blend = BLEND.shortest + Math.floor(jump / VISIBLE_JUMP) - 1;
  return { jump, blend: Math.min(blend, BLEND.longest) };
}

/** Makes one event of neighbours that play on without a seam. */
function joined(events: EdlEvent[]): EdlEvent[] {
  const result: EdlEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    const plainly = event.jump === undefined && event.blend === undefined;
    const same =
      last?.clip === event.clip &&
      last.kind === event.kind &&
      last.sourceOut === event.sourceIn &&
      isBackwards(last) === isBackwards(event);
    if (last && same && plainly) {
      last.recordOut = event.recordOut;
      last.sourceOut = event.sourceOut;
    } else {
      result.push(event);
    }
  }
  return result;
}

const isBackwards = ({ sourceIn, sourceOut }: EdlEvent): boolean => sourceOut < sourceIn;
