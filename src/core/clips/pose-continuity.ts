import { reflected, type ClipLoop } from './clip-loop';
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
  /** By how much the head moves faster than what passes for smooth, in eye distances a frame; 0 where unknown. */
  rush: number;
}

/**
 * Jumps of the head below this, in eye distances, need no hiding. A calm head moves 0.006 from frame to frame (Adam's clips;
 * recordings of people: 0.008–0.043), and a single step of 0.03 stood out when watched frame by frame.
 */
export const VISIBLE_JUMP = 0.015;
/** What lies above it weighs this much more: a visible jump is worse than a clip that comes again. */
const VISIBLE_WEIGHT = 4;
/**
 * Blend lengths in frames: one more for each VISIBLE_JUMP. Even where heads meet, shoulders do not, and a face track
 * does not know them: they would twitch by two to five pixels (docs/clips.md).
 */
const SHORTEST_BLEND = 2;
export const LONGEST_BLEND = 6;
/** What passes for smooth: so many times the movement that 95 of 100 frames within the clips do not exceed. */
const SMOOTH = 1.5;
const USUAL = 0.95;
/** Price of a cut around which the head moves faster than that: half of a clip that comes again. */
const RUSHED = 0.05;
/** A speed difference weighs as the distance that it makes in this many frames. */
const JERK_FRAMES = 2;
/** First and last frame of a clip are one and the same picture below this distance (noise of the landmarks: 0.003). */
const SAME_PICTURE = 0.004;

const made = new WeakMap<ReadonlyMap<string, PoseSignature>, PoseContinuity>();

/** The comparison of these poses, with what it has found out so far: plans are made anew at every movement of a slider. */
export function continuityOf(poses: ReadonlyMap<string, PoseSignature>): PoseContinuity {
  const known = made.get(poses) ?? new PoseContinuity(poses);
  made.set(poses, known);
  return known;
}

/** Compares head poses within and between clips; results are kept, since plans ask for the same cuts again. */
export class PoseContinuity {
  readonly #poses: ReadonlyMap<string, PoseSignature>;
  /** By pair of clips, then by exit. */
  readonly #entries = new Map<string, (Entry | undefined)[]>();
  /** The head's fastest smooth movement, in eye distances a frame. */
  readonly #fastest: number;

  constructor(poses: ReadonlyMap<string, PoseSignature>) {
    this.#poses = poses;
    this.#fastest = Math.max(VISIBLE_JUMP, SMOOTH * usualMovement([...poses.values()]));
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

  /** The nearest way out of one clip into another; the other's start where poses are unknown. */
  nearestEntry(from: Exit, to: PlanClip): Entry {
    const pair = `${from.clip}\n${to.name}`;
    const known = this.#entries.get(pair) ?? [];
    this.#entries.set(pair, known);
    const exit = 2 * from.frame + (from.backwards ? 1 : 0);
    return (known[exit] ??= this.#nearest(from, to));
  }

  /** The entry at one given frame. */
  entry(from: Exit, to: string, frame: number): Entry {
    const a = this.#poses.get(from.clip);
    const b = this.#poses.get(to);
    if (a === undefined || b === undefined) return unknownEntry(frame);
    const { velocity, expected } = leaving(a, from);
    const entry = entryAt(expected, velocity, b, frame);
    return { ...entry, rush: this.#rush(a, from, b, entry) };
  }

  #nearest(from: Exit, to: PlanClip): Entry {
    const a = this.#poses.get(from.clip);
    const b = this.#poses.get(to.name);
    let best = unknownEntry(0);
    if (a === undefined || b === undefined) return best;
    const { velocity, expected } = leaving(a, from);
    let lowest = Infinity;
    for (let frame = 0; frame < to.frames; frame++) {
      // Most frames lie too far off already: their speed need not be measured.
      if (shiftOf(expected, b, frame) >= lowest) continue;
      let entry = entryAt(expected, velocity, b, frame);
      if (entryCost(entry) >= lowest) continue;
      entry = { ...entry, rush: this.#rush(a, from, b, entry) };
      const cost = entryCost(entry);
      if (cost >= lowest) continue;
      best = entry;
      lowest = cost;
    }
    return best;
  }

  #rush(a: PoseSignature, from: Exit, b: PoseSignature, { frame, jump = 0 }: Entry): number {
    return Math.max(0, largestMovement(a, from, b, frame, blendOf(jump)) - this.#fastest);
  }
}

/** Frames that mix both clips of a cut, so that it is not seen. */
export function blendOf(jump: number): number {
  return Math.min(SHORTEST_BLEND + Math.floor(jump / VISIBLE_JUMP), LONGEST_BLEND);
}

/** An entry whose pose, or the one before it, is unknown. */
export const unknownEntry = (frame: number): Entry => ({
  frame,
  jump: undefined,
  jerk: 0,
  rush: 0,
});

/** What a measured entry costs, in eye distances; never less than its jump. */
export function entryCost({ jump = 0, jerk, rush }: Entry): number {
  const seen = VISIBLE_WEIGHT * (Math.max(0, jump - VISIBLE_JUMP) + rush);
  return jump + seen + JERK_FRAMES * jerk + (rush > 0 ? RUSHED : 0);
}

/** The head's movement from frame to frame within the clips, which USUAL of their frames do not exceed. */
function usualMovement(poses: PoseSignature[]): number {
  const moves = poses.flatMap(({ frames, values }) =>
    Array.from({ length: Math.max(0, frames - 1) }, (_, frame) => {
      const here = frame * POSE_VALUES;
      return movement(
        values.subarray(here, here + POSE_VALUES),
        values.subarray(here + POSE_VALUES, here + 2 * POSE_VALUES),
      );
    }),
  );
  moves.sort((x, y) => x - y);
  return moves[Math.ceil(USUAL * moves.length) - 1] ?? 0;
}

/** The farthest that the head moves between two neighbouring frames while a cut of `blend` mixed frames (see frame-at.ts) is passed. */
function largestMovement(
  a: PoseSignature,
  { frame: left, backwards }: Exit,
  b: PoseSignature,
  entered: number,
  blend: number,
): number {
  let largest = 0;
  let last: Float32Array = row(a, left);
  for (let offset = 0; offset <= blend; offset++) {
    const share = 1 - (offset + 1) / (blend + 1);
    const onwards = row(a, reflected(left + (backwards ? -1 : 1) * (offset + 1), a.frames));
    const arriving = row(b, entered + offset);
    const shown = arriving.map((value, k) => value + share * ((onwards[k] ?? 0) - value));
    largest = Math.max(largest, movement(last, shown));
    last = shown;
  }
  return largest;
}

/** How far the skull moves between two poses, in eye distances; blinks do not count. */
function movement(from: Float32Array, to: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < POSE_VALUES - 1; k++) sum += ((to[k] ?? 0) - (from[k] ?? 0)) ** 2;
  return Math.sqrt(sum);
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

function entryAt(
  expected: Float32Array,
  velocity: Float32Array,
  pose: PoseSignature,
  frame: number,
): Entry {
  const { values } = pose;
  const here = rowStart(pose, frame);
  const next = rowStart(pose, frame + 1);
  let jerk = 0;
  for (let k = 0; k < POSE_VALUES; k++) {
    const speed = (values[next + k] ?? 0) - (values[here + k] ?? 0);
    jerk += (speed - (velocity[k] ?? 0)) ** 2;
  }
  return { frame, jump: shiftOf(expected, pose, frame), jerk: Math.sqrt(jerk), rush: 0 };
}

/** How far a frame's pose is from another; in place, since a plan measures hundreds of thousands. */
function shiftOf(from: Float32Array, pose: PoseSignature, frame: number): number {
  const { values } = pose;
  const here = rowStart(pose, frame);
  let sum = 0;
  for (let k = 0; k < POSE_VALUES; k++) {
    const off = (values[here + k] ?? 0) - (from[k] ?? 0);
    sum += off * off;
  }
  return Math.sqrt(sum);
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
