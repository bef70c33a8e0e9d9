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

/**
 * The part of a long video that shows a face most often, by frames looked at here and there; the earliest of equals.
 *
 * @param seen whether there is a face in frames 0, `step`, 2 · `step`, …
 * @param length frames of the part.
 * @param total frames of the video.
 */
export function fullestPart(
  seen: readonly boolean[],
  step: number,
  length: number,
  total: number,
): FrameRange {
  let best = { first: 0, count: -1 };
  for (let from = 0; from < seen.length; from++) {
    const first = Math.max(0, Math.min(from * step, total - length));
    const inside = (_: boolean, i: number): boolean =>
      i * step >= first && i * step < first + length;
    const count = seen.filter((face, i) => face && inside(face, i)).length;
    if (count > best.count) best = { first, count };
  }
  return { first: best.first, end: Math.min(total, best.first + length) };
}
