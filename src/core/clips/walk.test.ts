import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framesOf } from './frame-at';
import { frameStepping } from './frame-stepping';
import type { Slot } from './slots';
import { validateEdl } from './validate-edl';
import { loopEvents, walkEvents, walkLength, type Walk } from './walk';

const speech = (totalFrames: number): Slot[] => [
  { kind: 'speech', recordIn: 0, recordOut: totalFrames },
];

function shown(walk: Walk, slots: Slot[]): number[] {
  const totalFrames = slots.at(-1)?.recordOut ?? 0;
  const edl = { fps: 25 as const, totalFrames, events: walkEvents(walk, slots, 'a') };
  const clip = { name: 'a', kind: 'talk' as const, frames: Math.max(...walk) + 1 };
  expect(validateEdl(edl, [clip], totalFrames)).toEqual([]);
  return [...framesOf(edl, new Map())].map(({ sourceFrame }) => sourceFrame);
}

describe('walkEvents', () => {
  it('shows every turning frame once', () => {
    expect(shown([2, 5, 3, 4], speech(7))).toEqual([2, 3, 4, 5, 4, 3, 4]);
  });

  it('may begin backwards and end in the middle of a leg', () => {
    expect(shown([3, 0, 9], speech(7))).toEqual([3, 2, 1, 0, 1, 2, 3]);
  });

  it('starts an event of the right kind at each border of speech and goes on in the clip', () => {
    const slots: Slot[] = [
      { kind: 'silence', recordIn: 0, recordOut: 2 },
      { kind: 'speech', recordIn: 2, recordOut: 6 },
      { kind: 'silence', recordIn: 6, recordOut: 8 },
    ];
    expect(shown([0, 4, 1], slots)).toEqual([0, 1, 2, 3, 4, 3, 2, 1]);
    const events = walkEvents([0, 4, 1], slots, 'a');
    expect(events.map(({ kind }) => kind)).toEqual(['silence', 'speech', 'speech', 'silence']);
    expect(events.every(({ lipsync, blend }) => lipsync && blend === undefined)).toBe(true);
  });

  it('refuses a walk that is too short', () => {
    expect(() => walkEvents([0, 3], speech(5), 'a')).toThrow(RangeError);
  });

  it('shows as many frames as it counts, each next to the one before', () => {
    const turns = fc
      .array(fc.nat({ max: 30 }), { minLength: 2, maxLength: 8 })
      .filter((walk) => walk.every((turn, i) => turn !== walk[i + 1]));
    fc.assert(
      fc.property(turns, (walk) => {
        const frames = shown(walk, speech(walkLength(walk)));
        frames.slice(1).forEach((frame, i) => expect(Math.abs(frame - (frames[i] ?? 0))).toBe(1));
        expect(frames[0]).toBe(walk[0]);
        expect(frames.at(-1)).toBe(walk.at(-1));
      }),
    );
  });
});

it('loopEvents plays a clip over and over', () => {
  const events = loopEvents(4, speech(10), 'a');
  const ranges = events.map(({ recordIn, sourceIn, sourceOut }) => [recordIn, sourceIn, sourceOut]);
  expect(ranges).toEqual([
    [0, 0, 4],
    [4, 0, 4],
    [8, 0, 2],
  ]);
});

describe('frameStepping', () => {
  const stepped = (length: number, startFrame: number, loopBack: boolean, total: number) =>
    shown(frameStepping({ length, startFrame, loopBack }, total), speech(total));

  it('plays to the end and back', () => {
    expect(stepped(4, 1, false, 9)).toEqual([1, 2, 3, 2, 1, 0, 1, 2, 3]);
    expect(stepped(4, 3, false, 5)).toEqual([3, 2, 1, 0, 1]);
  });

  it('retraces its way in the second half with loopBack', () => {
    expect(stepped(10, 2, true, 7)).toEqual([2, 3, 4, 5, 4, 3, 2]);
    expect(stepped(10, 2, true, 8)).toEqual([2, 3, 4, 5, 5, 4, 3, 2]);
    expect(stepped(3, 1, true, 9)).toEqual([1, 2, 1, 0, 1, 0, 1, 2, 1]);
  });

  it('fills any length from any start, and ends where it began with loopBack', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        fc.nat(),
        fc.integer({ min: 1, max: 90 }),
        (length, start, total) => {
          const startFrame = start % length;
          expect(stepped(length, startFrame, false, total)).toHaveLength(total);
          const back = stepped(length, startFrame, true, total);
          expect(back).toEqual(back.toReversed());
          expect(back[0]).toBe(startFrame);
        },
      ),
    );
  });

  it('stands on the only frame of a sequence of one', () => {
    expect(stepped(1, 0, false, 3)).toEqual([0, 0, 0]);
    expect(stepped(1, 0, true, 4)).toEqual([0, 0, 0, 0]);
  });

  it('refuses a start outside of the sequence', () => {
    expect(() => frameStepping({ length: 5, startFrame: 5, loopBack: false }, 3)).toThrow(
      /5 frames/,
    );
  });
});
