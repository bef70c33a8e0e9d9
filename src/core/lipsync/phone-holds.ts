import type { TimedPhone } from '../speech/transcript';

// What training calls a closure, number by number: tools/speech/labels.py.

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

/** An interval in which the lips are shut, or the lower one is tucked under the teeth; seconds. */
export interface Hold {
  shut: boolean;
  start: number;
  end: number;
}

/** What a hold demands of a mouth `away` seconds from it: bounds of the curves that it names. */
export interface HoldBounds {
  openAtMost: number;
  partAtMost: number;
  pressAtLeast: number;
  tuckAtLeast: number;
  /** Factor of the tuck. */
  tuckShare: number;
}

/** The hold of every p, b, m, f and v. Tucks come first, so that a closure beside one has the last word. */
export function holdsOf(phones: readonly TimedPhone[]): Hold[] {
  const holds = phones.flatMap((phone) => holdOf(phone) ?? []);
  return [...holds.filter(({ shut }) => !shut), ...holds.filter(({ shut }) => shut)];
}

/** Seconds between a hold and a time; 0 inside. */
export const awayFrom = ({ start, end }: Omit<Hold, 'shut'>, time: number): number =>
  Math.max(start - time, time - end, 0);

/** @param away seconds from the hold, ≥ 0. */
export function boundsOf({ shut }: Hold, away: number): HoldBounds {
  return shut
    ? {
        openAtMost: OPENING_SLOPE * away,
        partAtMost: PARTING_SLOPE * away,
        pressAtLeast: CLOSED_PRESS * Math.max(0, 1 - away / PRESS_RAMP),
        tuckAtLeast: 0,
        tuckShare: Math.min(1, away / TUCK_BLOCK),
      }
    : {
        openAtMost: TUCK_OPEN + OPENING_SLOPE * away,
        partAtMost: Infinity,
        pressAtLeast: 0,
        tuckAtLeast: TUCKED * Math.max(0, 1 - away / TUCK_RAMP),
        tuckShare: 1,
      };
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
