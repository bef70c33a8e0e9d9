import { lipDistance2, lipsOf, type KeyFrame } from './key-frames';
import { poseAngle, type Pose } from './pose';

/** Scales of the terms of the cost; one unit of each is a visible misfit (EXEMPLAR study). */
const LIP_UNIT = 0.015;
const OPEN_UNIT = 0.02;
const OPEN_WEIGHT = 0.7;
const TURN_UNIT = 5;
const TURN_WEIGHT = 0.5;
/** A shut mouth in place of an open one, or the other way round. */
const WRONG_STATE = 2;
const [KEY_SHUT, WANTED_OPEN] = [0.02, 0.05];
const [KEY_OPEN, WANTED_SHUT] = [0.06, 0.015];
const BLUR_WEIGHT = 4;
/** Head speeds, eye distances a frame, between which the penalty of blur by motion grows, and its greatest value. */
const FAST_FROM = 0.06;
const FAST_RANGE = 0.06;
const FAST_WEIGHT = 3;
/** Far above anything else: hands and other strange things in front of the mouth. */
const EXCLUDED = 1e3;

/** Cost of staying on a picture, of the frame after or before in its clip, and of any other change. */
const HOLD = 0.15;
const NEXT_FRAME = 0;
const FRAME_BEFORE = 0.05;
const CHANGE = 0.2;
/** Cost of each difference of texture between two pictures, counted in usual steps from frame to frame. */
const TEXTURE = 0.07;
const MOST_TEXTURE = 8;

/** What the pictures of the key frames tell beside their landmarks. */
export interface KeyTextures {
  /** Distance of the textures of keys i and j at [i × keys + j], in steps usual between neighbouring frames. */
  distances: Float32Array;
  /** Sharpness over that of the median picture, [keys]. */
  sharpness: Float32Array;
  /** Something covers the mouth, [keys]. */
  covered: readonly boolean[];
}

/** Costs of changing from key to key, Float32Array [keys × keys]. */
export function transitionCosts(
  keys: readonly KeyFrame[],
  { distances }: KeyTextures,
): Float32Array {
  const n = keys.length;
  return Float32Array.from({ length: n * n }, (_, at) => {
    const from = keys[Math.floor(at / n)];
    const to = keys[at % n];
    if (!from || !to || from === to) return HOLD;
    if (from.clip === to.clip && to.frame === from.frame + 1) return NEXT_FRAME;
    if (from.clip === to.clip && to.frame === from.frame - 1) return FRAME_BEFORE;
    return CHANGE + TEXTURE * Math.max(0, Math.min(MOST_TEXTURE, distances[at] as number) - 1);
  });
}

/** How badly each key frame fits a wanted mouth in a pose. */
export class KeyCosts {
  readonly #keys: readonly KeyFrame[];
  readonly #fixed: Float32Array;
  readonly costs: Float32Array;

  constructor(keys: readonly KeyFrame[], { sharpness, covered }: KeyTextures) {
    this.#keys = keys;
    this.costs = new Float32Array(keys.length);
    this.#fixed = Float32Array.from(keys, ({ speed }, i) => {
      const blur = BLUR_WEIGHT * Math.max(0, 1 - (sharpness[i] as number));
      const fast = FAST_WEIGHT * Math.min(1, Math.max(0, (speed - FAST_FROM) / FAST_RANGE));
      return blur + fast + (covered[i] ? EXCLUDED : 0);
    });
  }

  /** Costs of all keys for a pose-free shape that opens by `open`; the array is used again by the next call. */
  of(shape: Float32Array, open: number, pose: Pose): Float32Array {
    const lips = lipsOf(shape);
    this.#keys.forEach((key, i) => {
      const strange =
        (key.open < KEY_SHUT && open > WANTED_OPEN) || (key.open > KEY_OPEN && open < WANTED_SHUT);
      this.costs[i] =
        (this.#fixed[i] as number) +
        lipDistance2(lips, key.lips) / LIP_UNIT ** 2 +
        OPEN_WEIGHT * ((key.open - open) / OPEN_UNIT) ** 2 +
        TURN_WEIGHT * (poseAngle(pose, key.pose) / TURN_UNIT) ** 2 +
        (strange ? WRONG_STATE : 0);
    });
    return this.costs;
  }
}
