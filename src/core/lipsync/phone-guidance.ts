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

/** Where the words come from. Recognised ones are followed where the recogniser is sure of them (../speech/doubt.ts). */
export type WordSource = 'given' | 'recognised';

/**
 * Words that were misheard or mistyped look unlike what the network hears. Mean difference of the curves that tell vowels apart, over
 * {@link AGREEMENT_REACH} frames on both sides: up to `full` the phones are believed, from `none` on not at all. On ked 98 % of the frames of right
 * words lie below 0.07, and 90 % of those of wrong ones above 0.085. Recognised words have passed the recogniser's own doubt and sound at least
 * alike: they may differ more (docs/lip-sync.md).
 */
const DISAGREEMENT: Record<WordSource, { full: number; none: number }> = {
  given: { full: 0.08, none: 0.11 },
  recognised: { full: 0.12, none: 0.16 },
};
const AGREEMENT_REACH = 4;
const TELLING = [CURVES.indexOf('open'), CURVES.indexOf('wide'), CURVES.indexOf('purse'), PART];
/** A hold is believed from this share on. */
const BELIEVED = 0.5;

/** Seconds from a hold beyond which it says nothing. */
const REACH = 0.2;
/** Where no phone shuts the lips, they are pressed less than counts as shut (0.35). */
const UNSHUT_PRESS = 0.3;
/** Seconds around a closure within which the network's own press is believed. */
const PRESS_REACH = 0.1;

/**
 * Mouth curves that follow known phones: closures and tucks stand where the phones put them, and nowhere else; the rest is a mean of
 * what the phones look like and what the network heard. Outside of the phones, and where the two are so unlike that the words must be
 * others, it is as it was heard.
 * @param curves Float32Array [frames × 7], 0–1; frame i shows (i + ½)/25 s.
 * @param phones ascending in time, as the aligner gives them.
 * @returns a new Float32Array of the same length, 0–1.
 */
export function guideByPhones(
  curves: Float32Array,
  phones: readonly TimedPhone[],
  source: WordSource,
): Float32Array {
  const guided = curves.slice();
  const first = phones[0]?.start ?? Infinity;
  const last = phones.at(-1)?.end ?? -Infinity;
  const frames = curves.length / CURVE_COUNT;
  const known = phoneCurves(phones, frames);
  const belief = beliefIn(known, curves, DISAGREEMENT[source]);
  // Outside of what was aligned, nothing is known of the phones.
  for (let frame = Math.max(0, Math.ceil(first * FPS - 0.5)); frame < frames; frame++) {
    if (timeOf(frame) > last) break;
    const at = frame * CURVE_COUNT;
    const share = belief[frame] ?? 0;
    for (let i = at; i < at + CURVE_COUNT; i++) {
      const [phone = 0, heard = 0] = [known[i], curves[i]];
      guided[i] = heard + PHONES_SHARE * share * (phone - heard);
    }
    if (share < BELIEVED) continue;
    guided[at + PRESS] = Math.min(guided[at + PRESS] ?? 0, UNSHUT_PRESS);
  }
  for (const hold of holdsOf(phones)) {
    const middle = Math.floor(((hold.start + hold.end) / 2) * FPS);
    if ((belief[middle] ?? 0) < BELIEVED) continue;
    const from = Math.max(0, Math.floor((hold.start - REACH) * FPS));
    const to = Math.min(frames, Math.ceil((hold.end + REACH) * FPS));
    for (let frame = from; frame < to; frame++) guideFrame(guided, curves, frame, hold);
  }
  return guided;
}

/** How far the phones are believed in every frame, 0–1 [frames]. */
function beliefIn(
  known: Float32Array,
  heard: Float32Array,
  { full, none }: { full: number; none: number },
): Float32Array {
  const differences = Float32Array.from({ length: heard.length / CURVE_COUNT }, (_, frame) =>
    mean(
      TELLING.map((curve) => {
        const i = frame * CURVE_COUNT + curve;
        return Math.abs((known[i] ?? 0) - (heard[i] ?? 0));
      }),
    ),
  );
  return differences.map((_, frame) => {
    const from = Math.max(0, frame - AGREEMENT_REACH);
    const difference = mean(differences.subarray(from, frame + AGREEMENT_REACH + 1));
    return Math.min(Math.max((none - difference) / (none - full), 0), 1);
  });
}

function mean(values: Float32Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
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
