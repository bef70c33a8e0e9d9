import { targetAt, TARGET_VALUES } from './mouth-targets';
import type { KeyFrame } from './key-frames';
import type { PersonModel } from './person-model';
import { PLAN_ROW, tapsAt, writeRow } from './plan-row';
import { KeyCosts, transitionCosts, type KeyTextures } from './retrieval';
import { Viterbi } from './viterbi';

/** A clip's frame that an output frame shows. */
export interface ShownFrame {
  clip: string;
  sourceFrame: number;
}

export interface PlanInput {
  person: Pick<PersonModel, 'model' | 'poseAt' | 'residualAt'>;
  /** The person's pictures; null when the mouth is drawn without any. */
  bank: { keys: readonly KeyFrame[]; textures: KeyTextures } | null;
  /** Float32Array [frames × 5], see mouthTargets. */
  targets: Float32Array;
  /** Strength per output frame, 0–1: nothing is looked for where it is 0. Float32Array [frames]. */
  weights: Float32Array;
}

/**
 * Chooses the pictures for a whole job: the cheapest path through the key frames over all its frames. Every row of
 * the result can be drawn by itself.
 * @param shown the clip frames in output order.
 * @returns Float32Array [frames × PLAN_ROW].
 */
export function planMouths(
  shown: Iterable<ShownFrame>,
  { person, bank, targets, weights }: PlanInput,
): Float32Array {
  const frames = weights.length;
  const plan = new Float32Array(frames * PLAN_ROW);
  const rowOf = (frame: number): Float32Array =>
    targets.subarray(frame * TARGET_VALUES, (frame + 1) * TARGET_VALUES);
  if (bank === null || bank.keys.length === 0) {
    for (let frame = 0; frame < frames; frame++) writeRow(plan, frame, rowOf(frame), []);
    return plan;
  }
  const { keys, textures } = bank;
  const costs = new KeyCosts(keys, textures);
  const viterbi = new Viterbi(transitionCosts(keys, textures));
  const indifferent = new Float32Array(keys.length);
  let frame = 0;
  for (const { clip, sourceFrame } of shown) {
    if (frame >= frames) break;
    const face = (weights[frame] as number) > 0 ? person.poseAt(clip, sourceFrame) : null;
    if (face) {
      const target = targetAt(targets, frame);
      const shape = person.model.shape(target, person.residualAt(clip, sourceFrame));
      viterbi.push(costs.of(shape, target.open, face));
    } else viterbi.push(indifferent);
    frame += 1;
  }
  const path = viterbi.path();
  const openings = keys.map(({ open }) => open);
  for (let at = 0; at < path.length; at++)
    writeRow(plan, at, rowOf(at), tapsAt(path, at, openings));
  return plan;
}
