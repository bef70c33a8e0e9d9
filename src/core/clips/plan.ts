import { FPS, framesOfSeconds } from '../time/units';
import type { SegmentKind } from '../speech/timeline';
import type { ClipLoop } from './clip-loop';
import { cutsAround, waysInto } from './cuts';
import type { Edl, PlanClip } from './edl';
import { continuityOf, type PoseContinuity } from './pose-continuity';
import type { PoseSignature } from './pose-signature';
import { eventsOf, lastPhase, type Run } from './runs';
import { slotsOf, type PlanTimeline, type Slot } from './slots';

export interface PlanOptions {
  /** Poses by clip name (see poseSignatures); without them cuts enter a clip at its start. */
  poses?: ReadonlyMap<string, PoseSignature>;
  /** Any integer: another seed chooses otherwise between clips that serve about equally well. */
  seed?: number;
}

interface PlanWarning {
  code: 'no-talk-clips' | 'no-silence-clips';
  message: string;
}

export interface ClipPlan {
  edl: Edl;
  warnings: PlanWarning[];
}

/** Partial plans kept after each slot. */
const BEAM = 8;
/** Other clips' turns after which a clip's last use is forgotten. */
const MEMORY = 4;

/** Costs, all in eye distances, so that they weigh against the head's jumps (cuts.ts). */
const COST = {
  /** The clip that played last in this kind of segment, when no other is long enough; half for the one before, … */
  repeat: 0.1,
  /** Each pass beyond the first through a clip. */
  loop: 0.03,
  /** A clip much longer than its slot, at most: duration matching. */
  unusedLength: 0.03,
  /** Random part: breaks ties and near-ties by the seed. */
  chance: 0.02,
} as const;

/** A plan up to some slot. */
interface PartialPlan {
  cost: number;
  run: Run | undefined;
  /** Names of the clips that played last in each kind of segment, newest first. */
  recent: Record<SegmentKind, readonly string[]>;
}

/**
 * Covers a speech timeline with clips: talking clips for speech, idle ones for silence. A beam search weighs the
 * head's jump at each cut (position and speed; the cut may lie half a second off the border of the speech, where
 * heads meet better), the fit of lengths, loops, and variety: the clip that played last
 * in a kind of segment does not come again while another is long enough. Deterministic for a seed.
 *
 * Where one kind of clip is missing, the other serves for both, with a warning; a talking clip in a silence is
 * lip-synced too, so that its mouth rests.
 *
 * @param clips names are unique, frames ≥ 1.
 * @throws RangeError without clips, or for clips that break these rules.
 */
export function planClips(
  timeline: PlanTimeline,
  clips: readonly PlanClip[],
  options: PlanOptions = {},
): ClipPlan {
  const steps = planSteps(timeline, clips, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** As {@link planClips}, in steps for threads that must answer meanwhile: each takes a ms or so. */
export function* planSteps(
  timeline: PlanTimeline,
  clips: readonly PlanClip[],
  { poses = new Map(), seed = 0 }: PlanOptions = {},
): Generator<undefined, ClipPlan, undefined> {
  checkClips(clips);
  const pools = poolsOf(clips);
  const continuity = continuityOf(poses);
  const loops = new Map(clips.map((clip) => [clip.name, continuity.loop(clip)]));
  const slots = slotsOf(timeline, (kind) => pools[kind]);

  const start: PartialPlan = { cost: 0, run: undefined, recent: { speech: [], silence: [] } };
  let beam = [start];
  for (const [index, slot] of slots.entries()) {
    const candidates = candidatesFor(slot, pools[slot.kind], loops, seed + index * SLOT_STRIDE);
    const longer: PartialPlan[] = [];
    for (const partial of beam) {
      longer.push(...continued(partial, slot, candidates, continuity));
      yield;
    }
    beam = best(longer);
  }

  const totalFrames = framesOfSeconds(timeline.duration);
  const events = eventsOf(runsOf(beam[0]?.run), slots, continuity);
  return { edl: { fps: FPS, totalFrames, events }, warnings: warningsFor(clips) };
}

function checkClips(clips: readonly PlanClip[]): void {
  if (clips.length === 0) throw new RangeError('A plan needs at least one clip.');
  const names = new Set<string>();
  for (const { name, frames } of clips) {
    if (!Number.isInteger(frames) || frames < 1) {
      throw new RangeError(`The clip "${name}" has ${frames} frames; a plan needs whole ones.`);
    }
    if (names.has(name)) throw new RangeError(`Two clips are named "${name}".`);
    names.add(name);
  }
}

function poolsOf(clips: readonly PlanClip[]): Record<SegmentKind, readonly PlanClip[]> {
  const talk = clips.filter(({ kind }) => kind === 'talk');
  const silence = clips.filter(({ kind }) => kind === 'silence');
  return {
    speech: talk.length > 0 ? talk : clips,
    silence: silence.length > 0 ? silence : clips,
  };
}

function warningsFor(clips: readonly PlanClip[]): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (!clips.some(({ kind }) => kind === 'talk')) {
    const message = 'There are no talking clips: speech is put on the silence clips.';
    warnings.push({ code: 'no-talk-clips', message });
  }
  if (!clips.some(({ kind }) => kind === 'silence')) {
    const message = 'There are no silence clips: pauses show talking clips with the mouth at rest.';
    warnings.push({ code: 'no-silence-clips', message });
  }
  return warnings;
}

interface Candidate {
  clip: PlanClip;
  loop: ClipLoop;
  fits: boolean;
  /** Costs that do not depend on what came before. */
  cost: number;
}

function candidatesFor(
  { recordIn, recordOut }: Slot,
  pool: readonly PlanClip[],
  loops: ReadonlyMap<string, ClipLoop>,
  seed: number,
): Candidate[] {
  const length = recordOut - recordIn;
  return pool.map((clip, index) => {
    const fits = clip.frames >= length;
    const misfit = fits
      ? COST.unusedLength * (1 - length / clip.frames)
      : COST.loop * (length / clip.frames - 1);
    const loop = loops.get(clip.name) ?? { frames: clip.frames, restart: 0, pingPong: false };
    return { clip, loop, fits, cost: misfit + COST.chance * chance(seed + index) };
  });
}

/** Keeps the random numbers of slots apart, for pools of up to this many clips. */
const SLOT_STRIDE = 65_537;

/** A number in 0…1 that looks random (the finaliser of MurmurHash3, Appleby, public domain). */
function chance(seed: number): number {
  let h = seed | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

function continued(
  { cost, run, recent }: PartialPlan,
  slot: Slot,
  candidates: Candidate[],
  continuity: PoseContinuity,
): PartialPlan[] {
  const cuts = cutsAround(run, slot);
  const before = recent[slot.kind];
  const others = candidates.filter(({ clip }) => clip.name !== before[0]);
  const allowed = others.some(({ fits }) => fits) ? others : candidates;
  return allowed.flatMap((candidate) => {
    const { clip } = candidate;
    const age = before.indexOf(clip.name) + 1;
    const again = age === 0 ? 0 : COST.repeat / age;
    const now = [clip.name, ...before.filter((name) => name !== clip.name)].slice(0, MEMORY);
    return waysInto(run, cuts, slot, candidate, continuity).map((way) => ({
      cost: cost + candidate.cost + again + way.cost,
      run: way.run,
      recent: { ...recent, [slot.kind]: now },
    }));
  });
}

/** The cheapest partial plans; of those that continue alike only one. */
function best(partials: PartialPlan[]): PartialPlan[] {
  const kept: PartialPlan[] = [];
  const seen = new Set<string>();
  for (const partial of partials.sort((a, b) => a.cost - b.cost)) {
    const { run, recent } = partial;
    const future = [run && lastPhase(run), ...recent.speech, '', ...recent.silence].join('\n');
    if (seen.has(future)) continue;
    seen.add(future);
    kept.push(partial);
    if (kept.length === BEAM) break;
  }
  return kept;
}

function runsOf(last: Run | undefined): Run[] {
  const runs: Run[] = [];
  for (let run = last; run; run = run.previous) runs.push(run);
  return runs.reverse();
}
