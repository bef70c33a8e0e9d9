import type { LoopFix } from './clip-loop';

/** One event of an edit decision list; all numbers are frames. */
export interface EdlEvent {
  recordIn: number;
  recordOut: number;
  clip: string;
  /** First source frame shown; with sourceIn > sourceOut the clip plays backwards from sourceIn − 1 to sourceOut. */
  sourceIn: number;
  sourceOut: number;
  kind: 'speech' | 'silence';
  lipsync: boolean;
  /** Measured head jump at the event's start, in distances of the outer eye corners; absent where none was measured. */
  jump?: number;
  /** Frames over which the renderer fades the clip before into this one, to hide the jump; absent for none. */
  blend?: number;
}

/**
 * Edit decision list: which clip frame shows at which output frame.
 * Events are gapless from 0 to totalFrames = round(duration · 25).
 */
export interface Edl {
  fps: 25;
  totalFrames: number;
  events: EdlEvent[];
}

/** The part of an avatar's clip that planning needs. */
export interface PlanClip {
  name: string;
  kind: 'talk' | 'silence';
  frames: number;
  /** How the clip goes on after its last frame; default: from the first one. */
  loopFix?: LoopFix;
}
