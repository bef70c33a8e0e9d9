import type { TimedPhone } from '../speech/transcript';
import { FPS } from '../time/units';
import { CURVE_COUNT, CURVES } from './curve-window';
import { JAW_SPEED, limitSteps } from './jaw-speed';
import { awayFrom, boundsOf, holdsOf } from './phone-holds';

// The port of curves() in tools/speech/labels.py, from which the networks learned what a phone looks like;
// tests/fixtures/phone-curves.json holds both to the same numbers.

type CurveName = (typeof CURVES)[number];
type Targets = Partial<Record<CurveName, number>>;

/** Phones that look alike, how strongly they pull on their neighbours, and their targets; what is not named is 0 and pulls little. */
const GROUPS: readonly [phones: string, dominance: number, targets: Targets][] = [
  ['pau', 0.5, {}],
  ['aa ao', 1, { open: 0.68, purse: 0.1, protrude: 0.1, part: 0.2 }],
  ['ah', 1, { open: 0.5, wide: 0.1, part: 0.25 }],
  ['ae ay', 1, { open: 0.6, wide: 0.35, part: 0.35 }],
  ['aw', 1, { open: 0.6, purse: 0.3, protrude: 0.2, part: 0.2 }],
  ['eh ey', 1, { open: 0.42, wide: 0.45, part: 0.4 }],
  ['ih ax', 0.7, { open: 0.27, wide: 0.3, part: 0.35 }],
  ['iy y', 1, { open: 0.18, wide: 0.65, part: 0.5 }],
  ['uw', 1.3, { open: 0.15, purse: 0.85, protrude: 0.6 }],
  ['w', 1.5, { open: 0.1, purse: 0.9, protrude: 0.6 }],
  ['uh', 0.9, { open: 0.24, purse: 0.55, protrude: 0.4 }],
  ['ow oy', 1, { open: 0.42, purse: 0.55, protrude: 0.4 }],
  ['er r', 0.9, { open: 0.22, purse: 0.4, protrude: 0.35, part: 0.2 }],
  ['p b m', 2.2, { open: 0 }],
  ['f v', 1.9, { open: 0.06, part: 0.3 }],
  ['th dh', 1.2, { open: 0.16, part: 0.45, wide: 0.15 }],
  ['s z', 1.2, { open: 0.08, wide: 0.35, part: 0.6 }],
  ['sh zh ch jh', 1.3, { open: 0.1, purse: 0.5, protrude: 0.6, part: 0.6 }],
  ['t d n l', 0.9, { open: 0.17, wide: 0.2, part: 0.4 }],
  ['k g ng hh', 0.6, { open: 0.24, wide: 0.1, part: 0.25 }],
];

interface Articulation {
  /** The target of each curve, and how strongly it pulls. */
  targets: Float64Array;
  strengths: Float64Array;
}

/** An articulator that a phone names pulls with 1.6 of its dominance, the others with 0.55. */
const ARTICULATIONS = new Map(
  GROUPS.flatMap(([phones, dominance, targets]) => {
    const articulation = {
      targets: Float64Array.from(CURVES, (name) => targets[name] ?? 0),
      strengths: Float64Array.from(CURVES, (name) => {
        const named = (targets[name] ?? 0) > 0 || (name === 'open' && 'open' in targets);
        return dominance * (named ? 1.6 : 0.55);
      }),
    } satisfies Articulation;
    return phones.split(' ').map((phone) => [phone, articulation] as const);
  }),
);
const REDUCED_VOWEL = 'ax';
/** Seconds; a shorter "ah" is a reduced vowel. */
const SHORT_AH = 0.06;

/** Times a second at which the curves are worked out: frame centres, 20 ms + 40 ms · i, lie among them. */
const GRID = 200;
const GRID_PER_FRAME = GRID / FPS;
/** Times before the first frame begins and after the last one ends. */
const MARGIN = 20;

/** Seconds over which a phone's pull rises before it and fades behind it, and how far it is reckoned with. */
const RISE = 0.05;
const FADE = 0.06;
const REACH = 0.5;
/** Share of a phone inside of which its pull is full, from both borders on. */
const INNER = 0.25;
/** Keeps the mean defined where nothing pulls. */
const LEAST_PULL = 1e-4;

/** Seconds: shorter pauses do not bring the mouth to rest; when it rests in the others, and 1/s. */
const MIN_REST = 0.24;
const REST_AFTER = 0.13;
const REST_UNTIL = 0.09;
const REST_SLOPE = 5;

/** Seconds around a hold outside of which it changes nothing. */
const HOLD_REACH = 0.15;

const OPEN = CURVES.indexOf('open');
const PRESS = CURVES.indexOf('press');
const TUCK = CURVES.indexOf('tuck');
const PART = CURVES.indexOf('part');

/**
 * The mouth curves of timed phones: dominance functions (Cohen & Massaro 1993, "Modeling coarticulation in synthetic
 * visual speech"), then closures, tucks and rest in pauses, which dominance alone would blend away.
 * @param phones ascending, in CMU's names; unknown ones count as reduced vowels.
 * @returns Float32Array [frames × 7], 0–1; frame i shows (i + ½)/25 s.
 */
export function phoneCurves(phones: readonly TimedPhone[], frames: number): Float32Array {
  const known = phones.filter(({ start, end }) => end > start);
  const times = frames * GRID_PER_FRAME + 2 * MARGIN + 1;
  const grid = dominanceCurves(known, times);
  for (const hold of holdsOf(known)) {
    overTimes(times, hold.start - HOLD_REACH, hold.end + HOLD_REACH, (at, time) => {
      const bounds = boundsOf(hold, awayFrom(hold, time));
      grid[at + OPEN] = Math.min(grid[at + OPEN] ?? 0, bounds.openAtMost);
      grid[at + PART] = Math.min(grid[at + PART] ?? 0, bounds.partAtMost);
      grid[at + PRESS] = Math.max(grid[at + PRESS] ?? 0, bounds.pressAtLeast);
      grid[at + TUCK] = Math.max((grid[at + TUCK] ?? 0) * bounds.tuckShare, bounds.tuckAtLeast);
    });
  }
  for (const { phone, start, end } of known) {
    if (phone !== 'pau' || end - start <= MIN_REST) continue;
    const rest = { start: start + REST_AFTER, end: end - REST_UNTIL };
    overTimes(times, rest.start - 1 / REST_SLOPE, rest.end + 1 / REST_SLOPE, (at, time) => {
      const most = REST_SLOPE * awayFrom(rest, time);
      grid[at + OPEN] = Math.min(grid[at + OPEN] ?? 0, most);
      grid[at + PART] = Math.min(grid[at + PART] ?? 0, most);
    });
  }
  limitSteps(grid, OPEN, JAW_SPEED / GRID);
  const curves = new Float32Array(frames * CURVE_COUNT);
  for (let frame = 0; frame < frames; frame++) {
    const at = (MARGIN + (frame + 0.5) * GRID_PER_FRAME) * CURVE_COUNT;
    curves.set(grid.subarray(at, at + CURVE_COUNT), frame * CURVE_COUNT);
  }
  return curves;
}

/** Soft targets [times × 7]: the mean of what the phones around ask for, weighted by their pull. */
function dominanceCurves(phones: readonly TimedPhone[], times: number): Float64Array {
  const weighted = new Float64Array(times * CURVE_COUNT);
  const weights = new Float64Array(times * CURVE_COUNT).fill(LEAST_PULL);
  for (const { phone, start, end } of phones) {
    const reduced = phone === 'ah' && end - start < SHORT_AH;
    const articulation =
      ARTICULATIONS.get(reduced ? REDUCED_VOWEL : phone) ?? ARTICULATIONS.get(REDUCED_VOWEL);
    if (!articulation) continue;
    const { targets, strengths } = articulation;
    overTimes(times, start - REACH, end + REACH, (at, time) => {
      const away = Math.max(Math.max(start - time, time - end) + INNER * (end - start), 0);
      const pull = Math.exp(-away / (time < (start + end) / 2 ? RISE : FADE));
      for (let c = 0; c < CURVE_COUNT; c++) {
        const strength = pull * (strengths[c] ?? 0);
        weighted[at + c] = (weighted[at + c] ?? 0) + strength * (targets[c] ?? 0);
        weights[at + c] = (weights[at + c] ?? 0) + strength;
      }
    });
  }
  return weighted.map((sum, i) => sum / (weights[i] ?? 1));
}

/** Calls back for every time of the grid in [from, to), seconds, with the place of its curves. */
function overTimes(
  times: number,
  from: number,
  to: number,
  each: (at: number, time: number) => void,
): void {
  const first = Math.max(0, Math.ceil(from * GRID + MARGIN));
  const end = Math.min(times, Math.ceil(to * GRID + MARGIN));
  for (let i = first; i < end; i++) each(i * CURVE_COUNT, (i - MARGIN) / GRID);
}
