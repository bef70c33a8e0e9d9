import { frameOfPhase, phaseAfter, type ClipLoop } from './clip-loop';
import type { PlanClip } from './edl';
import {
  entryCost,
  LONGEST_BLEND,
  unknownEntry,
  type Entry,
  type Exit,
  type PoseContinuity,
} from './pose-continuity';
import { exitOf, lastPhase, loopSeams, type Run } from './runs';
import type { Slot } from './slots';

/** Costs in eye distances. */
const COST = {
  /** Any cut, however smooth. */
  cut: 0.02,
  /** A cut between clips whose poses are unknown: about a large jump. */
  unknownJump: 0.1,
  /** Each frame that a cut lies off the border of the speech: of equal cuts the nearest. */
  offBorder: 0.0002,
  /** A pass through a loop so short that it looks like a mistake in the list. */
  sliver: 0.02,
} as const;

/** Frames that a cut may lie off the border of its slot: the mouth follows the speech on any clip. */
const FARTHEST_CUT = 12;
/** Frames that a clip shows at least where a cut is moved. */
const SHORTEST_RUN = 12;
/** Passes through a loop shorter than this, frames, are slivers. */
const SLIVER = 6;
/** Cuts offered between two clips: choices for what follows. */
const CHOICES = 3;

/** A way to go on with a clip, and what it costs. */
export interface Way {
  run: Run;
  cost: number;
}

/** Where the clip before may be left: the run as it then ends, and the price of lying off the border. */
export interface Cut {
  previous: Run;
  exit: Exit;
  cost: number;
}

/** The best ways to fill a slot with a clip after a run, which may be left at any of `cuts`. */
export function waysInto(
  before: Run | undefined,
  cuts: readonly Cut[],
  { recordIn, recordOut }: Slot,
  { clip, loop }: { clip: PlanClip; loop: ClipLoop },
  continuity: PoseContinuity,
): Way[] {
  const filled = { recordIn, recordOut, clip, loop, continues: false };
  if (before === undefined) {
    return [
      priced({ ...filled, phase: 0, entry: unknownEntry(0), previous: undefined }, 0, continuity),
    ];
  }
  const entered = cuts.map(({ previous, exit, cost }) => {
    const entry = continuity.nearestEntry(exit, clip);
    return { previous, entry, cost: cost + cutCost(entry) };
  });
  entered.sort((a, b) => a.cost - b.cost).splice(CHOICES);
  const ways = entered.map(({ previous, entry, cost }) => {
    const run = { ...filled, recordIn: previous.recordOut, phase: entry.frame, entry, previous };
    return priced(run, cost, continuity);
  });
  if (clip.name === before.clip.name) {
    ways.unshift(priced(goingOn(before, { recordIn, recordOut }), 0, continuity));
  }
  return ways;
}

/** The same clip plays on where it stands. */
function goingOn(before: Run, { recordIn, recordOut }: Omit<Slot, 'kind'>): Run {
  const { clip, loop } = before;
  const phase = phaseAfter(loop, lastPhase(before), 1);
  const entry = unknownEntry(frameOfPhase(loop, phase));
  return { recordIn, recordOut, clip, loop, phase, entry, continues: true, previous: before };
}

/** Where a run may be left for the clip of the next slot; none after nothing. */
export function cutsAround(before: Run | undefined, { recordIn, recordOut }: Slot): Cut[] {
  if (before === undefined) return [];
  const cuts = [recordIn];
  for (let off = 1; off <= FARTHEST_CUT; off++) {
    for (const at of [recordIn - off, recordIn + off]) {
      // A blend ends at the border, where the kind of the picture changes.
      const room = at > recordIn || off >= LONGEST_BLEND;
      const long = at - before.recordIn >= SHORTEST_RUN && recordOut - at >= SHORTEST_RUN;
      if (room && long) cuts.push(at);
    }
  }
  return cuts.map((at) => {
    const previous = { ...before, recordOut: at };
    return { previous, exit: exitOf(previous), cost: COST.offBorder * Math.abs(at - recordIn) };
  });
}

const cutCost = (entry: Entry): number =>
  COST.cut + (entry.jump === undefined ? COST.unknownJump : entryCost(entry));

/** Adds what the seams of the run's own loop cost. */
function priced(run: Run, cost: number, continuity: PoseContinuity): Way {
  const { lengths, jump } = loopSeams(run, continuity);
  if (lengths.length === 1) return { run, cost };
  const slivers = lengths.filter((length) => length < SLIVER).length;
  return { run, cost: cost + (lengths.length - 1) * jump + slivers * COST.sliver };
}
