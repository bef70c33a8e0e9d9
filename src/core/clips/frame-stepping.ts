import type { Walk } from './walk';

interface Stepping {
  /** Frames of the sequence. */
  length: number;
  /** First frame shown, 0 to length − 1. */
  startFrame: number;
  /** Turn round once half of the output is shown, so that it ends with the frame it began with. */
  loopBack: boolean;
}

/**
 * How training-data mode steps through an avatar's own frame sequence (SyncTalk_2D): to its end, back to its start,
 * and so on; with `loopBack` the second half of the output retraces the first.
 *
 * @param totalFrames output frames to fill.
 * @throws RangeError for a start frame outside of the sequence.
 */
export function frameStepping(
  { length, startFrame, loopBack }: Stepping,
  totalFrames: number,
): Walk {
  if (!Number.isInteger(startFrame) || startFrame < 0 || startFrame >= length) {
    throw new RangeError(`A sequence of ${length} frames has no frame ${startFrame} to start at.`);
  }
  const shown = loopBack ? Math.ceil(totalFrames / 2) : totalFrames;
  const way = endToEnd(length, startFrame, shown);
  if (!loopBack) return way;
  // With an even number of output frames the one in the middle is shown twice.
  const middle = way.at(-1) ?? startFrame;
  const twice = totalFrames % 2 === 0 ? [middle] : [];
  return [...way, ...twice, ...way.slice(0, -1).reverse()];
}

/** From `start` from end to end, until exactly `frames` are shown. */
function endToEnd(length: number, start: number, frames: number): number[] {
  const walk = [start];
  let at = start;
  let towards = start === length - 1 ? 0 : length - 1;
  for (let left = frames - 1; left > 0;) {
    const steps = Math.min(left, Math.max(1, Math.abs(towards - at)));
    at += Math.sign(towards - at) * steps;
    walk.push(at);
    left -= steps;
    towards = at === length - 1 ? 0 : length - 1;
  }
  return walk;
}
