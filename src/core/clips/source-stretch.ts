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
