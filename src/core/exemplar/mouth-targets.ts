import { CURVE_COUNT, CURVES } from '../lipsync/curve-window';
import { limitSlew } from '../time/slew';
import type { MouthRange } from './calibration';
import type { MouthTarget } from './mouth-shape';
import { quantile } from './rest-shape';

const OPEN = CURVES.indexOf('open');
const WIDE = CURVES.indexOf('wide');
const PURSE = CURVES.indexOf('purse');
const PROTRUDE = CURVES.indexOf('protrude');
const PRESS = CURVES.indexOf('press');
const TUCK = CURVES.indexOf('tuck');
const PART = CURVES.indexOf('part');

/**
 * What opens the gap between the lips: the jaw, parted lips and lips pushed forward, in shares of `open` (least squares over
 * 720 renders of eight heads: 0.282, 0.107 and 0.136 eye distances a unit; pressed lips do not protrude).
 */
const PART_SHARE = 0.38;
const PROTRUDE_SHARE = 0.35;

/** From this `open` on, lips pushed forward open the mouth fully. */
const LEAST_GAP = 0.05;
/** The curves are measured against their own open vowels: this quantile of what is open at all. */
const OPEN_QUANTILE = 0.92;
const OPEN_AT_ALL = 0.05;
/** Speech that hardly opens the mouth is not blown up to shouting: the quantile counts at least this much. */
const LEAST_OPEN = 0.35;
/** No vowel opens further than this times the usual open one. */
const MOST_OPEN = 1.2;
/** Lips count as shut from this press on, unless they are open all the same. */
const SHUT_PRESS = 0.35;
const SHUT_OPEN = 0.15;
/** At f and v the lower lip is under the teeth: from this tuck on the mouth opens the less, at full tuck to this share. */
const TUCKED = 0.3;
const TUCK_OPEN = 0.2;
/** Lips move at most this share of their range a frame, towards closures and vowels alike: targets from sound are quicker than people. */
const SLEW = 0.55;
/** Softening of the opening in frames, not of closures. */
const SIGMA = 0.7;
const REACH = 2;
/** Values at which a mouth is fully spread or pursed, and how far these may be overdone. */
const FULL_WIDE = 0.6;
const FULL_PURSE = 0.8;
const MOST_WIDE = 1.1;
/** Lips pushed forward narrow the mouth by this share of what purse does; same renders: −0.101 to −0.236. */
const PROTRUDE_NARROWS = 0.43;
/** An open mouth is narrower by this share of the width at rest, a unit of `open`; same renders. */
const OPEN_NARROWS = 0.05;

/** Values of a target row: open, wide, press, tuck, protrude. */
export const TARGET_VALUES = 5;

/**
 * Mouth curves → what this person's mouth shall look like, frame by frame.
 * @param curves Float32Array [frames × 7], 0–1, openness in them.
 * @param openness what the opening was scaled by: it shall not be undone by measuring.
 * @returns Float32Array [frames × 5].
 */
export function mouthTargets(
  curves: Float32Array,
  range: MouthRange,
  { openness = 1 }: { openness?: number } = {},
): Float32Array {
  const frames = curves.length / CURVE_COUNT;
  if (!Number.isInteger(frames)) {
    throw new RangeError(`${curves.length} values are no whole number of ${CURVE_COUNT} curves.`);
  }
  const curve = (frame: number, which: number): number =>
    curves[frame * CURVE_COUNT + which] as number;
  const opening = openings(curves, openness);
  const targets = new Float32Array(frames * TARGET_VALUES);
  for (let frame = 0; frame < frames; frame++) {
    const wide = Math.min(MOST_WIDE, curve(frame, WIDE) / FULL_WIDE);
    const purse = Math.min(
      MOST_WIDE,
      (curve(frame, PURSE) + PROTRUDE_NARROWS * curve(frame, PROTRUDE)) / FULL_PURSE,
    );
    const narrowed = 1 - OPEN_NARROWS * curve(frame, OPEN);
    targets.set(
      [
        range.shut + (range.open - range.shut) * (opening[frame] as number),
        range.rest * narrowed +
          (range.spread - range.rest) * wide -
          (range.rest - range.pursed) * purse,
        curve(frame, PRESS),
        curve(frame, TUCK),
        curve(frame, PROTRUDE),
      ],
      frame * TARGET_VALUES,
    );
  }
  return targets;
}

/** Row `frame` of {@link mouthTargets}. */
export function targetAt(targets: Float32Array, frame: number): MouthTarget {
  const at = frame * TARGET_VALUES;
  const [open = 0, wide = 0, press = 0, tuck = 0, protrude = 0] = targets.subarray(
    at,
    at + TARGET_VALUES,
  );
  return { open, wide, press, tuck, protrude };
}

/** Share of the range of the opening, 0–1.2, closures exact: Float32Array [frames]. */
function openings(curves: Float32Array, openness: number): Float32Array {
  const frames = curves.length / CURVE_COUNT;
  const raw = Float32Array.from({ length: frames }, (_, i) => gapOf(curves, i));
  const open = raw.filter((value) => value > OPEN_AT_ALL);
  const usual = Math.max(
    LEAST_OPEN,
    open.length > 0 ? quantile(open, OPEN_QUANTILE) / Math.max(openness, 1e-3) : 0,
  );
  const cap = new Float32Array(frames).fill(Infinity);
  const wanted = raw.map((value, i) => {
    const at = i * CURVE_COUNT;
    const share = Math.min(MOST_OPEN * Math.max(1, openness), value / usual);
    const tuck = curves[at + TUCK] as number;
    const shut = value === 0 || ((curves[at + PRESS] as number) > SHUT_PRESS && value < SHUT_OPEN);
    if (shut) cap[i] = 0;
    else if (tuck > TUCKED) cap[i] = TUCK_OPEN + 1 - tuck;
    return shut ? 0 : share;
  });
  const opening = soften(wanted).map((value, i) => Math.min(value, cap[i] as number));
  limitSlew(opening, SLEW);
  return opening;
}

/** What the curves of a frame tell of the gap between the lips, in units of `open`. */
function gapOf(curves: Float32Array, frame: number): number {
  const curve = (which: number): number => curves[frame * CURVE_COUNT + which] as number;
  const pushed = PROTRUDE_SHARE * curve(PROTRUDE) * (1 - curve(PRESS));
  // A shut mouth stays shut, whatever the lips do.
  const parting = Math.min(1, curve(OPEN) / LEAST_GAP);
  return curve(OPEN) + PART_SHARE * curve(PART) + parting * pushed;
}

/** Gaussian over time; the ends repeat. */
function soften(values: Float32Array): Float32Array {
  const kernel = Array.from({ length: 2 * REACH + 1 }, (_, k) =>
    Math.exp(-((k - REACH) ** 2) / (2 * SIGMA ** 2)),
  );
  const sum = kernel.reduce((a, b) => a + b, 0);
  return values.map((_, i) => {
    let value = 0;
    kernel.forEach((weight, k) => {
      const from = Math.min(values.length - 1, Math.max(0, i + k - REACH));
      value += (weight / sum) * (values[from] as number);
    });
    return value;
  });
}
