import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edl, EdlEvent } from './edl';
import { takesOf } from './takes';

const event = (
  recordIn: number,
  clip: string,
  sourceIn: number,
  sourceOut: number,
  kind: EdlEvent['kind'] = 'speech',
): EdlEvent => ({
  recordIn,
  recordOut: recordIn + Math.abs(sourceOut - sourceIn),
  clip,
  sourceIn,
  sourceOut,
  kind,
  lipsync: kind === 'speech',
});

const list = (...events: EdlEvent[]): Edl => {
  return { fps: 25, totalFrames: events.at(-1)?.recordOut ?? 0, events };
};

describe('takesOf', () => {
  it('takes the two sides of a border within a clip for one, of the kind that most of it is', () => {
    const edl = list(
      event(0, 'rest', 10, 40, 'silence'),
      event(30, 'rest', 40, 44),
      event(34, 'talk', 5, 95),
      event(124, 'talk', 95, 100, 'silence'),
    );
    expect(takesOf(edl)).toEqual([
      { recordIn: 0, recordOut: 34, clip: 'rest', kind: 'silence' },
      { recordIn: 34, recordOut: 129, clip: 'talk', kind: 'speech' },
    ]);
  });

  it('keeps cuts: to another clip, and to another place of the same one', () => {
    const edl = list(event(0, 'talk', 0, 50), event(50, 'talk', 0, 50), event(100, 'more', 50, 60));
    expect(takesOf(edl)).toHaveLength(3);
  });

  it('follows a clip that turns round', () => {
    const edl = list(event(0, 'talk', 0, 50), event(50, 'talk', 50, 20), event(80, 'talk', 20, 30));
    expect(takesOf(edl)).toEqual([{ recordIn: 0, recordOut: 90, clip: 'talk', kind: 'speech' }]);
  });

  it('covers every frame once, in order, by the clip that the list names', () => {
    const arbitrary = fc.array(
      fc.record({
        clip: fc.constantFrom('one', 'two'),
        sourceIn: fc.integer({ min: 0, max: 5 }),
        length: fc.integer({ min: 1, max: 5 }),
      }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(arbitrary, (parts) => {
        let at = 0;
        const events = parts.map(({ clip, sourceIn, length }) => {
          const made = event(at, clip, sourceIn, sourceIn + length);
          at += length;
          return made;
        });
        const takes = takesOf(list(...events));
        const shown = takes.flatMap(({ recordIn, recordOut, clip }) =>
          Array.from({ length: recordOut - recordIn }, () => clip),
        );
        const planned = events.flatMap(({ recordIn, recordOut, clip }) =>
          Array.from({ length: recordOut - recordIn }, () => clip),
        );
        expect(shown).toEqual(planned);
        expect(takes[0]?.recordIn).toBe(0);
      }),
    );
  });
});
