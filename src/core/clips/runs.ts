import {
  frameOfPhase,
  loopedRanges,
  phaseAfter,
  playsBackwards,
  type ClipLoop,
  type SourceRange,
} from './clip-loop';
import type { EdlEvent, PlanClip } from './edl';
import { blendOf, VISIBLE_JUMP, type Entry, type Exit, type PoseContinuity } from './pose-continuity'; // prettier-ignore
import type { Slot } from './slots';

/** A clip's turn; `previous` leads back to the first one. */
export interface Run {
  /** Output frames [recordIn, recordOut) that it covers: about those of a slot. */
  recordIn: number;
  recordOut: number;
  clip: PlanClip;
  loop: ClipLoop;
  /** Phase of the loop that it begins with. */
  phase: number;
  entry: Entry;
  /** Goes on where the same clip stood: no cut. */
  continues: boolean;
  previous: Run | undefined;
}

/** Frames that hide a cut between clips of unknown poses, and a loop whose pictures differ. */
const BLIND_BLEND = 4;

/** The phase of its loop that a run shows last. */
export const lastPhase = ({ recordIn, recordOut, loop, phase }: Run): number =>
  phaseAfter(loop, phase, recordOut - recordIn - 1);

/** How a run leaves its clip. */
export function exitOf(run: Run): Exit {
  const phase = lastPhase(run);
  const frame = frameOfPhase(run.loop, phase);
  return { clip: run.clip.name, frame, backwards: playsBackwards(run.loop, phase) };
}

/** The passes of a run through its loop, frames each, and the head's jump between them; 0 where unknown. */
export function loopSeams(
  { recordIn, recordOut, clip, loop, phase }: Run,
  continuity: PoseContinuity,
): { lengths: number[]; jump: number } {
  const lengths = loopedRanges(loop, phase, recordOut - recordIn).map(lengthOf);
  const jump = lengths.length > 1 ? (wrapJump(clip, loop, continuity) ?? 0) : 0;
  return { lengths, jump };
}

/** The head's jump from the last frame of a loop to its first; undefined where poses are unknown. */
function wrapJump(
  { name, frames }: PlanClip,
  { pingPong, restart }: ClipLoop,
  continuity: PoseContinuity,
): number | undefined {
  // Where it turns round, the neighbouring frame comes next.
  if (pingPong) return 0;
  return continuity.entry({ clip: name, frame: frames - 1, backwards: false }, name, restart).jump;
}

/**
 * The events of a plan: one for each pass of a run through its clip, with the jump and blend of each seam, parted
 * where speech begins or ends.
 */
export function eventsOf(
  runs: readonly Run[],
  slots: readonly Slot[],
  continuity: PoseContinuity,
): EdlEvent[] {
  return joined(
    byKind(
      runs.flatMap((run) => passesOf(run, continuity)),
      slots,
    ),
  );
}

/** A pass of a run: an event that may lie on both sides of a border of the speech. */
type Pass = Omit<EdlEvent, 'kind' | 'lipsync'> & { talks: boolean };

function passesOf(run: Run, continuity: PoseContinuity): Pass[] {
  const { clip, loop, phase, entry, continues, previous } = run;
  const wrap = (): Seam => {
    if (loop.pingPong) return { blend: 0 };
    const found = seam(wrapJump(clip, loop, continuity), 0);
    // Last and first picture are known to be alike as a whole (loop-quality.ts): only a jumping head is hidden.
    const blend = (found.jump ?? 0) < VISIBLE_JUMP ? 0 : found.blend;
    return { ...found, blend: clip.loopFix === 'blend' ? Math.max(blend, BLIND_BLEND) : blend };
  };
  const start = (): Seam => {
    if (previous === undefined) return { blend: 0 };
    if (!continues) return seam(entry.jump, BLIND_BLEND);
    return phase === loop.restart ? wrap() : { blend: 0 };
  };
  let { recordIn } = run;
  return loopedRanges(loop, phase, run.recordOut - recordIn).map((range, index) => {
    const recordOut = recordIn + lengthOf(range);
    const { jump, blend } = index === 0 ? start() : wrap();
    const talks = clip.kind === 'talk';
    const pass: Pass = { recordIn, recordOut, clip: clip.name, ...range, talks };
    if (jump !== undefined) pass.jump = jump;
    if (blend > 0) pass.blend = blend;
    recordIn = recordOut;
    return pass;
  });
}

const lengthOf = ({ sourceIn, sourceOut }: SourceRange): number => Math.abs(sourceOut - sourceIn);

/** Parts passes at the borders of the speech: an event shows either speech or silence. */
function byKind(passes: readonly Pass[], slots: readonly Slot[]): EdlEvent[] {
  const events: EdlEvent[] = [];
  let index = 0;
  for (const { talks, jump, blend, ...pass } of passes) {
    const step = Math.sign(pass.sourceOut - pass.sourceIn);
    let { recordIn, sourceIn } = pass;
    while (recordIn < pass.recordOut) {
      const slot = slots[index];
      if (slot === undefined) throw new RangeError('The runs of a plan are longer than its slots.');
      const recordOut = Math.min(pass.recordOut, slot.recordOut);
      const length = recordOut - recordIn;
      const sourceOut = sourceIn + step * length;
      const { kind } = slot;
      const lipsync = kind === 'speech' || talks;
      const event: EdlEvent = { ...pass, recordIn, recordOut, sourceIn, sourceOut, kind, lipsync };
      if (recordIn === pass.recordIn) {
        if (jump !== undefined) event.jump = jump;
        if (blend !== undefined) event.blend = Math.min(blend, length);
      }
      events.push(event);
      recordIn = recordOut;
      sourceIn = sourceOut;
      if (recordOut === slot.recordOut) index++;
    }
  }
  return events;
}

interface Seam {
  jump?: number;
  blend: number;
}

/** @param blind blend length where the jump is unknown. */
function seam(jump: number | undefined, blind: number): Seam {
  if (jump === undefined) return { blend: blind };
  return { jump, blend: blendOf(jump) };
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
