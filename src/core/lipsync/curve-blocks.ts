/** Frames of curves made at once: 8 s. */
export const BLOCK_FRAMES = 200;

/** Frames of audio seen before and after them, so that the blocks' borders do not show: 1 s. */
export const MARGIN_FRAMES = 25;

/** The most frames of audio that one block needs. */
export const WINDOW_FRAMES = BLOCK_FRAMES + 2 * MARGIN_FRAMES;

/** Shorter audio is extended with silence to this: the encoder needs a few steps to stand on. */
export const MIN_WINDOW_FRAMES = 12;

/** Frames [start, end) are made from the audio under frames [windowStart, windowEnd). */
export interface CurveBlock {
  windowStart: number;
  windowEnd: number;
  start: number;
  end: number;
}

/**
 * Block number `index` of audio of `frames` frames; Infinity while the end is not known.
 * Throws a RangeError for a block behind the end.
 */
export function curveBlock(index: number, frames: number): CurveBlock {
  const start = index * BLOCK_FRAMES;
  if (!(start >= 0 && start < frames)) {
    throw new RangeError(`Block ${index} is outside of ${frames} frames.`);
  }
  return {
    windowStart: Math.max(0, start - MARGIN_FRAMES),
    windowEnd: Math.min(frames, start + BLOCK_FRAMES + MARGIN_FRAMES),
    start,
    end: Math.min(frames, start + BLOCK_FRAMES),
  };
}
