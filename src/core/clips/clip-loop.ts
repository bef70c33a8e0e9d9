/**
 * How a clip goes on after its last frame: 'none' begins again as it is, 'blend' begins again under a cross-fade,
 * 'ping-pong' turns round.
 */
export type LoopFix = (typeof LOOP_FIXES)[number];

export const LOOP_FIXES = ['none', 'blend', 'ping-pong'] as const;

/**
 * A clip as a loop. Its phases count the frames shown: those below `frames` are the clip's own, forwards; the phases
 * of a ping-pong from there on run back from the last frame but one to the second.
 */
export interface ClipLoop {
  frames: number;
  /** 0, or 1 where the first frame repeats the last one and would stand still for a frame. */
  restart: number;
  pingPong: boolean;
}

/** The phase `steps` frames after a phase. */
export function phaseAfter(loop: ClipLoop, phase: number, steps: number): number {
  const { frames, restart, pingPong } = loop;
  const after = phase + steps;
  if (pingPong) return after % period(frames);
  return after < frames ? after : restart + ((after - frames) % (frames - restart));
}

/** The clip's frame that shows in a phase. */
export function frameOfPhase({ frames }: ClipLoop, phase: number): number {
  return phase < frames ? phase : period(frames) - phase;
}

/** Whether the clip has been playing backwards when it reaches a phase. */
export const playsBackwards = ({ frames }: ClipLoop, phase: number): boolean => phase >= frames;

/** A frame number beyond a clip's ends, brought back in by turning round there. */
export function reflected(frame: number, frames: number): number {
  const length = period(frames);
  const phase = ((frame % length) + length) % length;
  return phase < frames ? phase : length - phase;
}

/** Phases until a ping-pong begins anew; its turning frames show once. */
const period = (frames: number): number => Math.max(1, 2 * (frames - 1));

/** A stretch of a clip's frames: [sourceIn, sourceOut), or backwards from sourceIn − 1 down to sourceOut. */
export interface SourceRange {
  sourceIn: number;
  sourceOut: number;
}

/** The pieces that play `length` frames from a phase on, one for each pass of the loop. */
export function loopedRanges(loop: ClipLoop, phase: number, length: number): SourceRange[] {
  const ranges: SourceRange[] = [];
  let at = phase;
  for (let left = length; left > 0;) {
    const frame = frameOfPhase(loop, at);
    const backwards = playsBackwards(loop, at);
    // A way back ends with the second frame: the first one opens the next pass.
    const count = Math.min(left, backwards ? frame : loop.frames - frame);
    ranges.push(
      backwards
        ? { sourceIn: frame + 1, sourceOut: frame + 1 - count }
        : { sourceIn: frame, sourceOut: frame + count },
    );
    left -= count;
    at = phaseAfter(loop, at, count);
  }
  return ranges;
}
