import type { MouthTarget } from './mouth-shape';
import { TARGET_VALUES } from './mouth-targets';

/** Key frames that one output frame is mixed from, at most. */
const MOST_TAPS = 3;
/** Values of a row: open, wide, press, tuck, protrude, then key index and weight of up to three taps (−1: none). */
export const PLAN_ROW = TARGET_VALUES + 2 * MOST_TAPS;

export interface PlannedTap {
  key: number;
  /** 0–1; the weights of a row add up to 1. */
  weight: number;
}

/** Weights of the pictures of the frame before, the frame itself and the one after. */
const TAPS = [0.25, 0.5, 0.25] as const;
/** Neighbours whose mouths are open by this much more or less blur the teeth: they fade from 0.4 of it to 1.4. */
const OPEN_UNIT = 0.045;
const FULL_WITHIN = 1.4;
/** Taps below this weight are not worth their time. */
const LEAST_WEIGHT = 0.01;

/**
 * The pictures that the frame `at` of a path is mixed from. Mixing neighbours hides the changes from picture to picture,
 * but only pictures of about the same opening go together.
 * @param path key frame at every output frame.
 * @param openings of the key frames.
 */
export function tapsAt(path: Uint8Array, at: number, openings: readonly number[]): PlannedTap[] {
  const middle = path[at] as number;
  const taps: PlannedTap[] = [{ key: middle, weight: TAPS[1] }];
  for (const side of [-1, 1] as const) {
    const key = path[Math.min(path.length - 1, Math.max(0, at + side))] as number;
    const apart = Math.abs((openings[key] as number) - (openings[middle] as number));
    const weight =
      TAPS[(1 + side) as 0 | 2] * Math.min(1, Math.max(0, FULL_WITHIN - apart / OPEN_UNIT));
    const known = taps.find((tap) => tap.key === key);
    if (known) known.weight += weight;
    else taps.push({ key, weight });
  }
  const sum = taps.reduce((total, { weight }) => total + weight, 0);
  const kept = taps.filter(({ weight }) => weight / sum > LEAST_WEIGHT);
  const left = kept.reduce((total, { weight }) => total + weight, 0);
  return kept.map(({ key, weight }) => ({ key, weight: weight / left }));
}

/** Writes row `row` of a plan, Float32Array [rows × PLAN_ROW]. */
export function writeRow(
  plan: Float32Array,
  row: number,
  target: Float32Array,
  taps: readonly PlannedTap[],
): void {
  const at = row * PLAN_ROW;
  plan.set(target, at);
  for (let i = 0; i < MOST_TAPS; i++) {
    const tap = taps[i];
    plan[at + TARGET_VALUES + 2 * i] = tap?.key ?? -1;
    plan[at + TARGET_VALUES + 2 * i + 1] = tap?.weight ?? 0;
  }
}

/** Reads one row, Float32Array [PLAN_ROW]. */
export function readRow(row: Float32Array): { target: MouthTarget; taps: PlannedTap[] } {
  const [open = 0, wide = 0, press = 0, tuck = 0, protrude = 0] = row;
  const taps: PlannedTap[] = [];
  for (let at = TARGET_VALUES; at < PLAN_ROW; at += 2) {
    const key = row[at] ?? -1;
    if (key >= 0) taps.push({ key, weight: row[at + 1] ?? 0 });
  }
  return { target: { open, wide, press, tuck, protrude }, taps };
}
