import type { FrameRange } from './frame-at';
import { POSE_VALUES, type PoseSignature } from './pose-signature';
import type { Walk } from './walk';

/** Frames between two turns at least, where the stretch has room: restless otherwise. */
const SHORTEST_LEG = 50;

/** Costs in eye distances a frame, so that they weigh against how fast the head turns round. */
const COST = {
  /** Leaving all of the rest of the stretch unused. */
  unused: 0.01,
  /** Turning again where this side turned last. */
  repeat: 0.003,
} as const;

/**
 * How far the head moves from each frame to the next, in eye distances (blinks count as well): `motion`
 * Float32Array [frames], the value of frame i is the step from i to i + 1; the last one repeats the one before.
 */
export function poseMotion({ frames, values }: PoseSignature): Float32Array {
  const motion = new Float32Array(frames);
  for (let frame = 0; frame + 1 < frames; frame++) {
    let sum = 0;
    for (let k = 0; k < POSE_VALUES; k++) {
      const at = frame * POSE_VALUES + k;
      sum += ((values[at + POSE_VALUES] ?? 0) - (values[at] ?? 0)) ** 2;
    }
    motion[frame] = Math.sqrt(sum);
  }
  if (frames > 1) motion[frames - 1] = motion[frames - 2] ?? 0;
  return motion;
}

/**
 * Plays a stretch of a clip to and fro for `totalFrames`, turning round only where the head hardly moves: elsewhere it
 * would bounce. Each leg goes on as far as it pays: a calm turn near the end beats a restless one at the end, and
 * turns alternate between places that are about equally calm, so that the loop is not seen.
 *
 * @param motion see {@link poseMotion}; covers the whole clip.
 * @throws RangeError for an empty stretch.
 */
export function calmWalk(
  motion: Float32Array,
  { first, end }: FrameRange,
  totalFrames: number,
): Walk {
  if (end <= first) throw new RangeError(`Frames ${first} to ${end} hold nothing to play.`);
  const shortest = Math.min(SHORTEST_LEG, Math.max(1, Math.floor((end - first - 1) / 2)));
  const walk = [first];
  let at = first;
  let step: 1 | -1 = 1;
  const last: Record<1 | -1, number | undefined> = { [1]: undefined, [-1]: undefined };
  for (let left = totalFrames - 1; left > 0;) {
    const edge: number = step > 0 ? end - 1 : first;
    const room = Math.abs(edge - at);
    // What is needed fits before the edge: no turn at all.
    const turn: number =
      room >= left
        ? at + step * left
        : calmest(motion, { at, step, room, shortest, last: last[step] });
    walk.push(turn);
    left -= Math.max(1, Math.abs(turn - at));
    last[step] = turn;
    at = turn;
    step = step > 0 ? -1 : 1;
  }
  return walk;
}

interface LegChoice {
  at: number;
  step: 1 | -1;
  /** Frames up to the edge of the stretch. */
  room: number;
  shortest: number;
  /** Where this side turned last. */
  last: number | undefined;
}

function calmest(motion: Float32Array, { at, step, room, shortest, last }: LegChoice): number {
  let best = { turn: at + step * room, cost: Infinity };
  for (let length = Math.min(shortest, room); length <= room; length++) {
    const turn = at + step * length;
    const cost =
      motionAround(motion, turn) +
      COST.unused * (1 - length / Math.max(1, room)) +
      (turn === last ? COST.repeat : 0);
    if (cost <= best.cost) best = { turn, cost };
  }
  return best.turn;
}

/** The steps into and out of a frame: at a turn the first one is taken back. */
function motionAround(motion: Float32Array, frame: number): number {
  return Math.max(motion[frame - 1] ?? 0, motion[frame] ?? 0);
}
