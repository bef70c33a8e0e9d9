import type { ClipLoop } from './clip-loop';
import type { PlanClip } from './edl';
import { POSE_VALUES, type PoseSignature } from './pose-signature';

/** Where a clip is left: the last frame shown of it, and whether it was playing backwards. */
export interface Exit {
  clip: string;
  frame: number;
  backwards: boolean;
}

/** A way into a clip from where another one was left. */
export interface Entry {
  /** First frame shown. */
  frame: number;
  /** Distance of the head from where it would have moved to, in eye distances; undefined where poses are unknown. */
  jump: number | undefined;
  /** Speed change of the head, in eye distances a frame; 0 where unknown. */
  jerk: number;
}

/** Entries offered for a pair of clips, and the frames that separate them: more choices for what follows. */
const ENTRIES = 3;
const ENTRY_SPACING = 5;
/** A speed difference weighs as the distance that it makes in this many frames. */
const JERK_FRAMES = 2;
/** First and last frame of a clip are one and the same picture below this distance (noise of the landmarks: 0.003). */
const SAME_PICTURE = 0.004;

/** Compares head poses within and between clips; results are kept, since a plan asks for the same cuts again. */
export class PoseContinuity {
  readonly #poses: ReadonlyMap<string, PoseSignature>;
  readonly #entries = new Map<string, Entry[]>();

  constructor(poses: ReadonlyMap<string, PoseSignature>) {
    this.#poses = poses;
  }

  /** How a clip loops: its first frame is left out after the last where it only repeats it. */
  loop({ name, frames, loopFix }: PlanClip): ClipLoop {
    const pingPong = loopFix === 'ping-pong';
    const plain = { frames, restart: 0, pingPong };
    const pose = this.#poses.get(name);
    if (pose === undefined || frames < 3 || pingPong) return plain;
    const [first, second, last] = [0, 1, frames - 1].map((frame) => row(pose, frame));
    if (!first || !second || !last) return plain;
    const repeats =
      distance(first, last) < SAME_PICTURE && distance(first, last) < distance(second, last);
    return { ...plain, restart: repeats ? 1 : 0 };
  }

  /** The nearest ways out of one clip into another, best first; the other's start where poses are unknown. */
  entries(from: Exit, to: PlanClip): Entry[] {
    const key = `${from.frame} ${String(from.backwards)} ${from.clip}\n${to.name}`;
    const known = this.#entries.get(key);
    if (known) return known;
    const found = this.#nearest(from, to);
    this.#entries.set(key, found);
    return found;
  }

  /** The entry at one given frame. */
  entry(from: Exit, to: string, frame: number): Entry {
    const a = this.#poses.get(from.clip);
    const b = this.#poses.get(to);
    if (a === undefined || b === undefined) return { frame, jump: undefined, jerk: 0 };
    const { velocity, expected } = leaving(a, from);
    return entryAt(expected, velocity, b, frame);
  }

  #nearest(from: Exit, to: PlanClip): Entry[] {
    const a = this.#poses.get(from.clip);
    const b = this.#poses.get(to.name);
    if (a === undefined || b === undefined) return [{ frame: 0, jump: undefined, jerk: 0 }];
    const { velocity, expected } = leaving(a, from);
    const all = Array.from({ length: to.frames }, (_, frame) =>
      entryAt(expected, velocity, b, frame),
    );
    all.sort((x, y) => entryCost(x) - entryCost(y));
    const chosen: Entry[] = [];
    for (const entry of all) {
      if (chosen.every(({ frame }) => Math.abs(frame - entry.frame) >= ENTRY_SPACING))
        chosen.push(entry);
      if (chosen.length === ENTRIES) break;
    }
    return chosen;
  }
}

/** What a measured entry costs, in eye distances. */
export function entryCost({ jump, jerk }: Entry): number {
  return (jump ?? 0) + JERK_FRAMES * jerk;
}

/** How the head moves as a clip is left, and where it would be a frame later. */
function leaving(
  pose: PoseSignature,
  { frame, backwards }: Exit,
): { velocity: Float32Array; expected: Float32Array } {
  const here = row(pose, frame);
  const velocity = difference(here, row(pose, frame + (backwards ? 1 : -1)));
  return { velocity, expected: here.map((value, k) => value + (velocity[k] ?? 0)) };
}

/** Works on the values in place: a plan measures hundreds of thousands of entries. */
function entryAt(
  expected: Float32Array,
  velocity: Float32Array,
  pose: PoseSignature,
  frame: number,
): Entry {
  const { values } = pose;
  const here = rowStart(pose, frame);
  const next = rowStart(pose, frame + 1);
  let jump = 0;
  let jerk = 0;
  for (let k = 0; k < POSE_VALUES; k++) {
    const at = values[here + k] ?? 0;
    jump += (at - (expected[k] ?? 0)) ** 2;
    jerk += ((values[next + k] ?? 0) - at - (velocity[k] ?? 0)) ** 2;
  }
  return { frame, jump: Math.sqrt(jump), jerk: Math.sqrt(jerk) };
}

/** Index of a frame's first value; a track shorter than the clip holds its last pose. */
function rowStart({ frames }: PoseSignature, frame: number): number {
  return Math.max(0, Math.min(frame, frames - 1)) * POSE_VALUES;
}

function row(pose: PoseSignature, frame: number): Float32Array {
  const start = rowStart(pose, frame);
  return pose.values.subarray(start, start + POSE_VALUES);
}

function difference(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, k) => value - (b[k] ?? 0));
}

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < POSE_VALUES; k++) sum += ((a[k] ?? 0) - (b[k] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
