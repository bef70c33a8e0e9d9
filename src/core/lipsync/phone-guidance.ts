import { FPS } from '../time/units';
import type { TimedPhone } from '../speech/transcript';
import { CURVE_COUNT, CURVES } from './curve-window';
import { phoneCurves } from './phone-curves';
import { awayFrom, boundsOf, holdsOf, type Hold } from './phone-holds';

const OPEN = CURVES.indexOf('open');
const PRESS = CURVES.indexOf('press');
const TUCK = CURVES.indexOf('tuck');
const PART = CURVES.indexOf('part');

/**
 * How much of the curves comes from the phones, how much from what was heard: phones are exact in shape, but their times are
 * found in steps of 10 ms and their vowels are all alike; the network is less exact, but hears what this speaker does. Chosen
 * on festival's ked (docs/lip-sync.md).
 */
const PHONES_SHARE = 0.7;

/** Seconds from a hold beyond which it says nothing. */
const REACH = 0.2;
/** Where no phone shuts the lips, they are pressed less than counts as shut (0.35). */
const UNSHUT_PRESS = 0.3;
/** Seconds around a closure within which the network's own press is believed. */
const PRESS_REACH = 0.1;

/**
 * Mouth curves that follow known phones: closures and tucks stand where the phones put them, and nowhere else; the rest is a mean of
 * what the phones look like and what the network heard. Outside of the phones it is as it was heard.
 * @param curves Float32Array [frames × 7], 0–1; frame i shows (i + ½)/25 s.
 * @param phones ascending in time, as the aligner gives them.
 * @returns a new Float32Array of the same length, 0–1.
 */
export function guideByPhones(curves: Float32Array, phones: readonly TimedPhone[]): Float32Array {
  const guided = curves.slice();
  const first = phones[0]?.start ?? Infinity;
  const last = phones.at(-1)?.end ?? -Infinity;
  const frames = curves.length / CURVE_COUNT;
  const known = phoneCurves(phones, frames);
  // Outside of what was aligned, nothing is known of the phones.
  for (let frame = Math.max(0, Math.ceil(first * FPS - 0.5)); frame < frames; frame++) {
    if (timeOf(frame) > last) break;
    const at = frame * CURVE_COUNT;
    for (let i = at; i < at + CURVE_COUNT; i++) {
      const [phone = 0, heard = 0] = [known[i], curves[i]];
      guided[i] = heard + PHONES_SHARE * (phone - heard);
    }
    guided[at + PRESS] = Math.min(guided[at + PRESS] ?? 0, UNSHUT_PRESS);
  }
  for (const hold of holdsOf(phones)) {
    const from = Math.max(0, Math.floor((hold.start - REACH) * FPS));
    const to = Math.min(frames, Math.ceil((hold.end + REACH) * FPS));
    for (let frame = from; frame < to; frame++) guideFrame(guided, curves, frame, hold);
  }
  return guided;
}

function guideFrame(guided: Float32Array, heard: Float32Array, frame: number, hold: Hold): void {
  const at = frame * CURVE_COUNT;
  const away = awayFrom(hold, timeOf(frame));
  const bounds = boundsOf(hold, away);
  const atMost = (curve: number, value: number) => {
    guided[at + curve] = Math.min(guided[at + curve] ?? 0, value);
  };
  const atLeast = (curve: number, value: number) => {
    guided[at + curve] = Math.max(guided[at + curve] ?? 0, value);
  };
  atMost(OPEN, bounds.openAtMost);
  atMost(PART, bounds.partAtMost);
  if (hold.shut && away < PRESS_REACH) atLeast(PRESS, heard[at + PRESS] ?? 0);
  atLeast(PRESS, bounds.pressAtLeast);
  guided[at + TUCK] = (guided[at + TUCK] ?? 0) * bounds.tuckShare;
  atLeast(TUCK, bounds.tuckAtLeast);
}

const timeOf = (frame: number): number => (frame + 0.5) / FPS;
