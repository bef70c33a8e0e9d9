import type { PlanClip } from './edl';

/** A stretch of a video that makes a clip: frames [from, to). */
export interface ClipStretch {
  kind: PlanClip['kind'];
  from: number;
  to: number;
}

/** What each frame of a video could serve as; null for none, such as without a face. */
export type FrameKinds = readonly (PlanClip['kind'] | null)[];

/** Lengths of clips in frames: 1 to 8 s; longer than 5 s is no better. */
const LENGTH = { least: 25, most: 200, enough: 125 } as const;

/** Clips of each kind: enough variety for a talk of minutes. */
const MOST: Record<PlanClip['kind'], number> = { talk: 8, silence: 4 };

/** What a seam that shows takes off the worth of a clip, for each time that it is as strong as a visible one; at most two. */
const SEAM_COST = 0.25;
const WORST_SEAM = 2;

/**
 * Chooses stretches of a video that make good clips: of one kind, within one shot, as long as is useful, and such
 * that they loop: a stretch is worth its length, less what its seam shows.
 *
 * @param cuts frames that begin a new shot.
 * @param seam how strongly a loop over frames [from, to) shows, 1 just visible; may stop measuring above `enough`.
 * @returns stretches that do not overlap, in the order of the video.
 */
export function clipStretches(
  kinds: FrameKinds,
  cuts: readonly number[],
  seam: (from: number, to: number, enough: number) => number,
): ClipStretch[] {
  const free = runsOf(kinds, new Set(cuts)).map((run) => ({ run, best: bestWithin(run, seam) }));
  const chosen: ClipStretch[] = [];
  const left = { ...MOST };
  for (;;) {
    const open = free.filter(({ run, best }) => best !== null && left[run.kind] > 0);
    const next = open.sort((a, b) => (b.best?.worth ?? 0) - (a.best?.worth ?? 0))[0];
    if (!next?.best) break;
    const { kind, from, to } = next.run;
    const { best } = next;
    chosen.push({ kind, from: best.from, to: best.to });
    left[kind]--;
    free.splice(free.indexOf(next), 1);
    for (const rest of [
      { kind, from, to: best.from },
      { kind, from: best.to, to },
    ]) {
      free.push({ run: rest, best: bestWithin(rest, seam) });
    }
  }
  return chosen.sort((a, b) => a.from - b.from);
}

/** Runs of frames of one kind within one shot that are long enough for a clip. */
function runsOf(kinds: FrameKinds, begins: ReadonlySet<number>): ClipStretch[] {
  const runs: ClipStretch[] = [];
  let from = 0;
  for (let frame = 1; frame <= kinds.length; frame++) {
    if (frame < kinds.length && kinds[frame] === kinds[from] && !begins.has(frame)) continue;
    const kind = kinds[from] ?? null;
    if (kind !== null && frame - from >= LENGTH.least) runs.push({ kind, from, to: frame });
    from = frame;
  }
  return runs;
}

interface Candidate {
  from: number;
  to: number;
  worth: number;
}

function bestWithin(
  run: ClipStretch,
  seam: (from: number, to: number, enough: number) => number,
): Candidate | null {
  let best: Candidate | null = null;
  for (let from = run.from; from + LENGTH.least <= run.to; from++) {
    const last = Math.min(run.to, from + LENGTH.most);
    for (let to = last; to >= from + LENGTH.least; to--) {
      const length = Math.min(1, (to - from) / LENGTH.enough);
      const room = length - (best?.worth ?? -Infinity);
      // Shorter ones are worth less still, whatever their seam.
      if (room <= 0) break;
      const strength = seam(from, to, 1 + room / SEAM_COST);
      const worth = length - SEAM_COST * Math.min(WORST_SEAM, Math.max(0, strength - 1));
      if (best === null || worth > best.worth) best = { from, to, worth };
    }
  }
  return best;
}
