/** Whether a mouth does what the phones ask for: closures, tucks, rest. */
import { FPS } from '../../../../src/core/time/units';
import { BILABIALS, OPEN_VOWELS, PAUSE, type Phone } from '../phones';
import { mean, quantile, runs } from './series';

/** Shut: an opening below this share of the range between rest and the 95th percentile (publish/lips.js). */
const SHUT = 0.2;
/** Share of the frames below which the mouth rests. */
const AT_REST = 0.03;
const OPEN_WIDE = 0.95;
/** s on both sides of a phone in which its closure counts: a frame. */
const TOLERANCE = 1 / FPS;
/** s between a closure and the bilabial that it belongs to. */
const MATCH = 0.06;
/** Pauses from this length on bring the mouth to rest, s; a closed mouth there is no false closure. */
const REST = 0.2;

const timeOf = (frame: number): number => (frame + 0.5) / FPS;

/** Below which opening (in the unit of `openings`) a mouth counts as shut. */
export function shutBelow(openings: readonly number[]): number {
  const { rest, wide } = rangeOf(openings);
  return rest + SHUT * (wide - rest);
}

function rangeOf(openings: readonly number[]): { rest: number; wide: number } {
  const seen = openings.filter((value) => !Number.isNaN(value));
  return { rest: quantile(seen, AT_REST), wide: quantile(seen, OPEN_WIDE) };
}

/** How far a mouth opens at open vowels: the mean of their widest frames, as a share of the range between rest and the 95th percentile. */
export function openVowels(openings: readonly number[], phones: readonly Phone[]): number {
  const { rest, wide } = rangeOf(openings);
  const vowels = phones.filter(({ phone }) => OPEN_VOWELS.includes(phone));
  const widest = vowels.flatMap((phone) => {
    const near = framesNear(phone, openings.length).map((i) => openings[i] ?? Number.NaN);
    const seen = near.filter((value) => !Number.isNaN(value));
    return seen.length > 0 ? [Math.max(...seen)] : [];
  });
  return mean(widest.map((value) => (value - rest) / (wide - rest)));
}

type Span = Pick<Phone, 'start' | 'end'>;

export interface Closures {
  bilabials: number;
  /** Share of p, b and m that are shut within a frame of the phone. */
  rate: number;
  /** Share of the closures outside of pauses that lie at a p, b or m. */
  precision: number;
}

/** @param shut for every frame whether the lips are shut. */
export function closures(shut: readonly boolean[], phones: readonly Phone[]): Closures {
  const bilabials = phones.filter(({ phone }) => BILABIALS.includes(phone));
  const held = bilabials.map((phone) => framesNear(phone, shut.length).some((i) => shut[i]));
  const spans = spoken(phones);
  // Sounds that may close the lips or not, and rest, say nothing about precision.
  const excused = [...phones.filter(({ phone }) => phone === 'bh'), ...pausesBetween(spans)];
  const meets = (list: readonly Span[], [from, to]: [number, number]): boolean =>
    list.some(({ start, end }) => start < timeOf(to - 1) + MATCH && end > timeOf(from) - MATCH);
  const events = runs(shut.length, (i) => shut[i] === true).filter(
    (run) => meets(spans, run) && (meets(bilabials, run) || !meets(excused, run)),
  );
  return {
    bilabials: bilabials.length,
    rate: share(held),
    precision: share(events.map((run) => meets(bilabials, run))),
  };
}

/** Phones without the pauses. */
const spoken = (phones: readonly Phone[]): Phone[] => phones.filter(({ phone }) => phone !== PAUSE);

/** Where nothing is spoken for long enough to rest, s: before, between and after the phones, whether a pause is written there or not. */
function pausesBetween(spans: readonly Phone[]): Span[] {
  const starts = [...spans.map(({ start }) => start), Infinity];
  const ends = [-Infinity, ...spans.map(({ end }) => end)];
  return starts
    .map((end, i) => ({ start: ends[i] ?? 0, end }))
    .filter(({ start, end }) => end - start >= REST);
}

/** Share of the phones of one kind in whose frames, or one beside, something holds. */
export function rateAt(
  kinds: readonly string[],
  phones: readonly Phone[],
  frames: number,
  holds: (frame: number) => boolean,
): number {
  const wanted = phones.filter(({ phone }) => kinds.includes(phone));
  return share(wanted.map((phone) => framesNear(phone, frames).some(holds)));
}

/** Frames whose middle lies within a phone or a frame beside it. */
export function framesNear({ start, end }: Phone, frames: number): number[] {
  const near: number[] = [];
  for (let i = Math.max(0, Math.floor((start - TOLERANCE) * FPS - 0.5)); i < frames; i++) {
    if (timeOf(i) > end + TOLERANCE) break;
    if (timeOf(i) >= start - TOLERANCE) near.push(i);
  }
  return near;
}

/** Frames in which nobody speaks, at least `margin` s from any speech. */
export function silentFrames(phones: readonly Phone[], frames: number, margin: number): boolean[] {
  const words = spoken(phones);
  return Array.from({ length: frames }, (_, i) =>
    words.every(({ start, end }) => timeOf(i) < start - margin || timeOf(i) > end + margin),
  );
}

/** Mean change from frame to frame over the frames that `counts` says. */
export function motion(openings: readonly number[], counts: (frame: number) => boolean): number {
  const steps = openings.flatMap((value, i) => {
    const step = Math.abs(value - (openings[i - 1] ?? Number.NaN));
    return counts(i) && counts(i - 1) && !Number.isNaN(step) ? [step] : [];
  });
  return mean(steps);
}

const share = (hits: readonly boolean[]): number =>
  hits.length === 0 ? Number.NaN : hits.filter(Boolean).length / hits.length;
