import { FPS } from '../time/units';
import type { TimedPhone } from '../speech/transcript';
import { CURVE_COUNT, CURVES } from './curve-window';

const OPEN = CURVES.indexOf('open');
const PRESS = CURVES.indexOf('press');
const TUCK = CURVES.indexOf('tuck');
const PART = CURVES.indexOf('part');

// The rules of tools/speech/labels.py, which say what the network's training calls a closure.

/** Seconds; longer than a frame (0.040), so that a frame always falls inside. */
const MIN_HOLD = 0.045;
const CLOSED_PRESS = 0.85;
const TUCKED = 0.9;
/** 1/s: `open` and `part` never exceed this times the distance from a closure. */
const OPENING_SLOPE = 8;
const PARTING_SLOPE = 10;
/** Seconds over which press and tuck fade around their hold. */
const PRESS_RAMP = 0.045;
const TUCK_RAMP = 0.06;
/** Seconds around a closure in which the lip cannot be tucked. */
const TUCK_BLOCK = 0.03;
/** How far the jaw may open while the lip is tucked. */
const TUCK_OPEN = 0.08;

/** Seconds from a hold beyond which it says nothing. */
const REACH = 0.2;
/** Where no phone shuts the lips, they are pressed less than counts as shut (0.35). */
const UNSHUT_PRESS = 0.3;
/** Seconds around a closure within which the network's own press is believed. */
const PRESS_REACH = 0.1;

/** An interval in which the lips are shut, or the lower one is tucked under the teeth; seconds. */
interface Hold {
  shut: boolean;
  start: number;
  end: number;
}

/**
 * Mouth curves whose closures and tucks stand where known phones put them, and nowhere else; everything in between
 * stays as the network heard it.
 * @param curves Float32Array [frames × 7], 0–1; frame i shows (i + ½)/25 s.
 * @param phones ascending in time.
 * @returns a new Float32Array of the same length, 0–1.
 */
export function guideByPhones(curves: Float32Array, phones: readonly TimedPhone[]): Float32Array {
  const guided = curves.slice();
  const first = phones[0]?.start ?? Infinity;
  const last = phones.at(-1)?.end ?? -Infinity;
  const frames = curves.length / CURVE_COUNT;
  // Outside of what was aligned, nothing is known of the phones.
  for (let frame = Math.max(0, Math.ceil(first * FPS - 0.5)); frame < frames; frame++) {
    if (timeOf(frame) > last) break;
    const press = frame * CURVE_COUNT + PRESS;
    guided[press] = Math.min(guided[press] ?? 0, UNSHUT_PRESS);
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
  const time = timeOf(frame);
  const away = Math.max(hold.start - time, time - hold.end, 0);
  const atMost = (curve: number, value: number) => {
    guided[at + curve] = Math.min(guided[at + curve] ?? 0, value);
  };
  const atLeast = (curve: number, value: number) => {
    guided[at + curve] = Math.max(guided[at + curve] ?? 0, value);
  };
  if (hold.shut) {
    atMost(OPEN, OPENING_SLOPE * away);
    atMost(PART, PARTING_SLOPE * away);
    if (away < PRESS_REACH) atLeast(PRESS, heard[at + PRESS] ?? 0);
    atLeast(PRESS, CLOSED_PRESS * Math.max(0, 1 - away / PRESS_RAMP));
    guided[at + TUCK] = (guided[at + TUCK] ?? 0) * Math.min(1, away / TUCK_BLOCK);
  } else {
    atMost(OPEN, TUCK_OPEN + OPENING_SLOPE * away);
    atLeast(TUCK, TUCKED * Math.max(0, 1 - away / TUCK_RAMP));
  }
}

const timeOf = (frame: number): number => (frame + 0.5) / FPS;

/** Tucks come first, so that a closure beside one has the last word. */
function holdsOf(phones: readonly TimedPhone[]): Hold[] {
  const holds = phones.flatMap((phone) => holdOf(phone) ?? []);
  return [...holds.filter(({ shut }) => !shut), ...holds.filter(({ shut }) => shut)];
}

/** Plosives open with their burst, so their closure covers the first 70 % of the phone. */
function holdOf({ phone, start, end }: TimedPhone): Hold | null {
  const length = end - start;
  if (phone === 'p' || phone === 'b') {
    const held = Math.max(Math.min(0.7 * length, length - 0.012), 0.6 * length);
    return lengthened({ shut: true, start: start - 0.005, end: start + held });
  }
  if (phone === 'm') {
    const inset = 0.1 * Math.min(length, 0.1);
    return lengthened({ shut: true, start: start + inset, end: end - inset });
  }
  if (phone === 'f' || phone === 'v') {
    return lengthened({ shut: false, start: start + 0.1 * length, end: end - 0.15 * length });
  }
  return null;
}

function lengthened({ shut, start, end }: Hold): Hold {
  const centre = (start + end) / 2;
  const half = Math.max(end - start, MIN_HOLD) / 2;
  return { shut, start: centre - half, end: centre + half };
}
