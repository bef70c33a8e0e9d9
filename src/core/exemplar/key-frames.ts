import { LIPS } from './draw/lip-contours';
import { openingOf } from './mouth-shape';
import type { PersonModel } from './person-model';
import { turnAngle, type Pose } from './pose';

/** Key frames kept of a person: as good as 400 in the study (25.5 against 25.6 dB). */
export const KEY_FRAMES = 60;
/** Candidates looked at; of long sources every second, third … frame. */
const MOST_CANDIDATES = 1500;
/** Faces turned further than this, degrees, are no material, nor are covered mouths. */
const MOST_TURN = 35;
/** The head's speed, eye distances a frame, from which pictures are taken for blurred. */
const FAST_HEAD = 0.08;
/** One unit of distance: lips this far apart (rms, eye distances), or heads turned by this many degrees. */
const LIP_UNIT = 0.015;
const TURN_UNIT = 7;
const NOSE_TIP = 1;

/** A frame of a clip that may lend its mouth. */
export interface KeyFrame {
  clip: string;
  frame: number;
  pose: Pose;
  /** Opening in eye distances. */
  open: number;
  /** Pose-free places of the lips, Float32Array [lips × 2]. */
  lips: Float32Array;
  /** Speed of the head, eye distances a frame. */
  speed: number;
  /** Landmarks in frame px, Float32Array [478 × 3]. */
  landmarks: Float32Array;
}

/** The lips of a pose-free shape, Float32Array [lips × 2]. */
export function lipsOf(shape: Float32Array): Float32Array {
  const lips = new Float32Array(LIPS.length * 2);
  LIPS.forEach((point, i) => {
    lips[i * 2] = shape[point * 3] as number;
    lips[i * 2 + 1] = shape[point * 3 + 1] as number;
  });
  return lips;
}

/** Mean square distance of two sets of lips, eye distances². */
export function lipDistance2(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < one.length; k++) sum += ((one[k] as number) - (other[k] as number)) ** 2;
  return sum / (one.length / 2);
}

/**
 * Frames that differ most from each other in lips and pose (farthest point first, Gonzalez 1985), so that any mouth
 * finds one that is near. The first is the most open one.
 */
export function chooseKeyFrames(person: PersonModel, most: number = KEY_FRAMES): KeyFrame[] {
  const candidates = usable(person);
  const chosen: KeyFrame[] = [];
  const distances = new Float64Array(candidates.length).fill(Infinity);
  let next = candidates.reduce(
    (best, { open }, i) => (open > (candidates[best]?.open ?? 0) ? i : best),
    0,
  );
  while (chosen.length < most) {
    const key = candidates[next];
    if (key === undefined) break;
    chosen.push(key);
    // Rounding may see a frame apart from itself.
    distances[next] = 0;
    let farthest = -1;
    candidates.forEach((candidate, i) => {
      if (distances[i] === 0) return;
      const distance = Math.min(distances[i] as number, unlikeness(candidate, key));
      distances[i] = distance;
      if (distance > (distances[farthest] ?? 0)) farthest = i;
    });
    if (farthest < 0) break;
    next = farthest;
  }
  return chosen;
}

/** Frames spread evenly over all that may lend a mouth: they show a person as usual, not at the extremes. */
export function spreadKeyFrames(person: PersonModel, most: number): KeyFrame[] {
  const candidates = usable(person);
  const step = Math.max(1, candidates.length / most);
  const count = Math.min(most, candidates.length);
  return Array.from({ length: count }, (_, i) => candidates[Math.floor(i * step)]).filter(
    (key) => key !== undefined,
  );
}

function unlikeness(a: KeyFrame, b: KeyFrame): number {
  let cosine = -1;
  for (let k = 0; k < 9; k++)
    cosine += (a.pose.rotation[k] as number) * (b.pose.rotation[k] as number);
  const angle = (Math.acos(Math.min(1, Math.max(-1, cosine / 2))) * 180) / Math.PI;
  return lipDistance2(a.lips, b.lips) / LIP_UNIT ** 2 + (angle / TURN_UNIT) ** 2;
}

function usable(person: PersonModel): KeyFrame[] {
  const names = [...person.clips];
  const total = names.reduce((sum, name) => sum + person.framesOf(name), 0);
  const step = Math.max(1, Math.ceil(total / MOST_CANDIDATES));
  const calm: KeyFrame[] = [];
  const fast: KeyFrame[] = [];
  for (const clip of names) {
    let frame = -1;
    let last: Float32Array | null = null;
    for (const face of person.faces(clip)) {
      frame += 1;
      const before = last;
      last = face?.landmarks ?? null;
      if (!face || face.score <= 0 || frame % step !== 0) continue;
      if (turnAngle(face.pose) > MOST_TURN || person.strengthAt(clip, frame) <= 0) continue;
      const speed = before ? moved(before, face.landmarks) / face.pose.scale : 0;
      const key = {
        clip,
        frame,
        pose: face.pose,
        open: openingOf(face.shape),
        lips: lipsOf(face.shape),
        speed,
        landmarks: face.landmarks,
      };
      (speed > FAST_HEAD ? fast : calm).push(key);
    }
  }
  return calm.length > 0 ? calm : fast;
}

function moved(from: Float32Array, to: Float32Array): number {
  const at = NOSE_TIP * 3;
  return Math.hypot(
    (from[at] as number) - (to[at] as number),
    (from[at + 1] as number) - (to[at + 1] as number),
  );
}
