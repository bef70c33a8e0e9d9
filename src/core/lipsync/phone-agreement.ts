import type { TimedPhone } from '../speech/transcript';
import { FPS } from '../time/units';
import { CURVE_COUNT, CURVES } from './curve-window';

const OPEN = CURVES.indexOf('open');
const PRESS = CURVES.indexOf('press');

/** Lips count as shut from here (tools/speech/labels.py). */
const SHUT_PRESS = 0.35;
const SHUT_OPEN = 0.1;
/** Frames on both sides in which a closure may be seen. */
const TOLERANCE = 1;

export interface PhoneAgreement {
  /** The p, b and m among the phones. */
  closures: number;
  /** The share of them at which the lips shut in the curves, 0–1; 1 when there are none. */
  shut: number;
  /** The same a little earlier and later, where nothing but chance shuts them, 0–1. */
  chance: number;
}

/** Seconds by which the phones are moved to measure chance: further than a syllable's neighbours. */
const SHIFTS = [-0.44, -0.28, 0.28, 0.44];

/**
 * How well timed phones fit the mouth curves that the network heard in the same sound: right words put their p, b
 * and m where the curves are shut, wrong ones put them anywhere.
 * @param curves Float32Array [frames × 7], 0–1; frame i shows (i + ½)/25 s.
 */
export function phoneAgreement(
  curves: Float32Array,
  phones: readonly TimedPhone[],
): PhoneAgreement {
  const bilabials = phones.filter(({ phone }) => phone === 'p' || phone === 'b' || phone === 'm');
  const shareAt = (shift: number) =>
    bilabials.filter((phone) => isShut(curves, phone, shift)).length /
    Math.max(bilabials.length, 1);
  if (bilabials.length === 0) return { closures: 0, shut: 1, chance: 0 };
  const chance = SHIFTS.reduce((sum, shift) => sum + shareAt(shift), 0) / SHIFTS.length;
  return { closures: bilabials.length, shut: shareAt(0), chance };
}

function isShut(curves: Float32Array, { start, end }: TimedPhone, shift: number): boolean {
  const first = Math.floor((start + shift) * FPS) - TOLERANCE;
  const last = Math.floor((end + shift) * FPS) + TOLERANCE;
  for (let frame = Math.max(first, 0); frame <= last; frame++) {
    const at = frame * CURVE_COUNT;
    const open = curves[at + OPEN] ?? 1;
    if ((curves[at + PRESS] ?? 0) > SHUT_PRESS && open < SHUT_OPEN) return true;
  }
  return false;
}
