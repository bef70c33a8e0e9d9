import type { EdlEvent } from './edl';
import type { Slot } from './slots';

/**
 * A way through one clip, forwards and backwards in turn: its first frame, then every frame at which it turns round.
 * Turning frames are shown once; one that follows itself is shown again. The last may lie beyond what is needed.
 */
export type Walk = readonly number[];

/** Frames that a walk shows. */
export function walkLength(walk: Walk): number {
  return walk.reduce((sum, turn, i) => sum + stepsBetween(walk[i - 1], turn), 0);
}

/**
 * The events that show a clip along a walk. They begin anew at every turn and at every border of a slot; no event
 * fades into another, since each goes on where the one before stands. All are lip-synced: the clip's own mouth may
 * speak in our silences, and is drawn at rest there.
 *
 * @param slots stretches of output frames, gapless from 0, by whether there is speech.
 * @throws RangeError when the walk is shorter than the slots.
 */
export function walkEvents(walk: Walk, slots: readonly Slot[], clip: string): EdlEvent[] {
  const needed = slots.at(-1)?.recordOut ?? 0;
  if (walkLength(walk) < needed) {
    throw new RangeError(`A walk of ${walkLength(walk)} frames does not fill ${needed}.`);
  }
  return legEvents(legsOf(walk), slots, clip);
}

/** As {@link walkEvents}, for a clip of `frames` frames that goes on at its start after its end. */
export function loopEvents(frames: number, slots: readonly Slot[], clip: string): EdlEvent[] {
  return legEvents(passes(frames), slots, clip);
}

function* passes(frames: number): Generator<Leg, void, undefined> {
  for (;;) yield { from: 0, step: 1, length: frames };
}

function legEvents(
  legs: Generator<Leg, void, undefined>,
  slots: readonly Slot[],
  clip: string,
): EdlEvent[] {
  const events: EdlEvent[] = [];
  let leg = legs.next();
  for (const { kind, recordIn, recordOut } of slots) {
    let at = recordIn;
    while (at < recordOut && !leg.done) {
      const { from, step } = leg.value;
      const length = Math.min(recordOut - at, leg.value.length);
      // An event that plays backwards begins before its sourceIn.
      const sourceIn = step > 0 ? from : from + 1;
      events.push({
        recordIn: at,
        recordOut: at + length,
        clip,
        sourceIn,
        sourceOut: sourceIn + step * length,
        kind,
        lipsync: true,
      });
      at += length;
      leg.value.from += step * length;
      leg.value.length -= length;
      if (leg.value.length === 0) leg = legs.next();
    }
  }
  return events;
}

/** Frames `from`, `from` + `step`, … */
interface Leg {
  from: number;
  step: 1 | -1;
  length: number;
}

function* legsOf([first, ...turns]: Walk): Generator<Leg, void, undefined> {
  if (first === undefined) return;
  let at = first;
  /** 1 while the first frame is still to be shown: it opens the first leg. */
  let fresh = 1;
  for (const turn of turns) {
    const step = turn >= at ? 1 : -1;
    const away = Math.abs(turn - at);
    if (away > 0) yield { from: at + step * (1 - fresh), step, length: away + fresh };
    else for (let i = 0; i <= fresh; i++) yield { from: at, step, length: 1 };
    fresh = 0;
    at = turn;
  }
  if (fresh === 1) yield { from: at, step: 1, length: 1 };
}

/** Frames shown on the way from one turn to the next, that one included; the first and a repeated one count 1. */
function stepsBetween(from: number | undefined, to: number): number {
  return Math.max(1, Math.abs(to - (from ?? to)));
}
