import type { FrameRange } from './frame-at';

/**
 * The longest run of usable frames within one shot; the earliest of equally long ones.
 *
 * @param usable whether a frame may be shown, one entry a frame.
 * @param cuts frames that begin a new shot.
 * @returns null when no frame is usable.
 */
export function longestStretch(
  usable: readonly boolean[],
  cuts: Iterable<number>,
): FrameRange | null {
  const begins = new Set(cuts);
  let best: FrameRange | null = null;
  let first = 0;
  for (let frame = 0; frame <= usable.length; frame++) {
    if (begins.has(frame)) first = Math.max(first, frame);
    if (usable[frame] !== true) {
      first = frame + 1;
      continue;
    }
    const end = frame + 1;
    if (best === null || end - first > best.end - best.first) best = { first, end };
  }
  return best;
}

/**
 * The longest stretch in which nothing is before the mouth. Where that is shorter than `shortest` frames, the longest one with
 * hands: a mouth that is left alone at times is better than the same second again and again.
 *
 * @param covered whether a hand or a microphone is before the mouth, one entry a frame.
 */
export function freeStretch(
  usable: readonly boolean[],
  covered: readonly boolean[],
  cuts: readonly number[],
  shortest: number,
): FrameRange | null {
  const free = longestStretch(
    usable.map((use, frame) => use && covered[frame] !== true),
    cuts,
  );
  if (free !== null && free.end - free.first >= shortest) return free;
  return longestStretch(usable, cuts);
}

/** A frame of a long video that was looked at by itself. */
export interface Sample {
  /** Whether it could be shown: a face is in it that is not turned away. */
  usable: boolean;
  /** Mean absolute difference of brightness to the sample before, 0–1. */
  change: number;
}

/**
 * Change of the picture between two samples from which on they hardly show one shot: the landmark thread begins anew at
 * the same. Somebody who talks to a standing camera stays below it over seconds.
 */
const OTHER_SHOT = 0.08;

/** The longest run of usable samples without a cut between them, in samples. */
export function longestRun(samples: readonly Sample[]): number {
  const usable = samples.map((sample) => sample.usable);
  const cuts = samples.flatMap(({ change }, i) => (change > OTHER_SHOT ? [i] : []));
  const run = longestStretch(usable, cuts);
  return run === null ? 0 : run.end - run.first;
}

/**
 * Parts of a long video that are worth a closer look, best first: those with the most usable samples, then the longest
 * run of them, then those far from the ones before, then the earliest. No two overlap by more than half.
 *
 * @param samples of frames 0, `step`, 2 · `step`, …
 * @param length frames of a part.
 * @param total frames of the video.
 * @param most parts.
 */
export function likelyParts(
  samples: readonly Sample[],
  { step, length, total, most }: { step: number; length: number; total: number; most: number },
): FrameRange[] {
  const last = Math.max(0, total - length);
  const firsts = new Set([0, ...samples.map((_, i) => Math.min(i * step, last))]);
  const parts = [...firsts].map((first) => {
    const part = { first, end: Math.min(total, first + length) };
    const inside = samplesWithin(samples, step, part);
    const count = inside.filter(({ usable }) => usable).length;
    return { part, count, run: longestRun(inside) };
  });
  const chosen: FrameRange[] = [];
  while (chosen.length < most) {
    const away = ({ first }: FrameRange): number =>
      Math.min(...chosen.map((other) => Math.abs(first - other.first)));
    const [best] = parts
      .filter(({ part }) => away(part) >= length / 2)
      .map((each) => ({ ...each, away: chosen.length === 0 ? 0 : away(each.part) }))
      // Sorting is stable: of equals the earliest stays first.
      .sort(
        (one, other) => other.count - one.count || other.run - one.run || other.away - one.away,
      );
    if (!best) break;
    chosen.push(best.part);
  }
  return chosen;
}

/** Those of the samples of frames 0, `step`, … that lie in a part. */
export function samplesWithin<T>(
  samples: readonly T[],
  step: number,
  { first, end }: FrameRange,
): T[] {
  return samples.filter((_, i) => i * step >= first && i * step < end);
}
