/** A clip as a loop: after its last frame it goes on at `restart`. */
export interface ClipLoop {
  frames: number;
  /** 0, or 1 where the first frame repeats the last one and would stand still for a frame. */
  restart: number;
}

/** The frame shown `steps` frames after `entry`. */
export function loopedFrame({ frames, restart }: ClipLoop, entry: number, steps: number): number {
  const at = entry + steps;
  return at < frames ? at : restart + ((at - frames) % (frames - restart));
}

/** Half-open range of a clip's frames played forwards. */
export interface SourceRange {
  sourceIn: number;
  sourceOut: number;
}

/** The pieces that play `length` frames from `entry` on, one for each pass of the loop. */
export function loopedRanges(loop: ClipLoop, entry: number, length: number): SourceRange[] {
  const ranges: SourceRange[] = [];
  let sourceIn = entry;
  for (let left = length; left > 0;) {
    const sourceOut = Math.min(loop.frames, sourceIn + left);
    ranges.push({ sourceIn, sourceOut });
    left -= sourceOut - sourceIn;
    sourceIn = loop.restart;
  }
  return ranges;
}
