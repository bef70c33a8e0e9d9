import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeStretch, fullestPart, longestStretch } from './source-stretch';

const frames = (pattern: string): boolean[] => [...pattern].map((letter) => letter === 'x');

describe('longestStretch', () => {
  it('takes the longest run of usable frames', () => {
    expect(longestStretch(frames('xx.xxxx.xx'), [])).toEqual({ first: 3, end: 7 });
  });

  it('does not reach over a cut', () => {
    expect(longestStretch(frames('xxxxxxx'), [3])).toEqual({ first: 3, end: 7 });
    expect(longestStretch(frames('xx.xxx.xxx'), [1, 2, 8])).toEqual({ first: 3, end: 6 });
  });

  it('finds nothing where nothing is usable', () => {
    expect(longestStretch(frames('...'), [1])).toBeNull();
    expect(longestStretch([], [])).toBeNull();
  });

  it('is usable throughout, within one shot, and not shorter than any other such run', () => {
    const cuts = fc.array(fc.nat({ max: 40 }));
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), cuts, (usable, shots) => {
        const best = longestStretch(usable, shots);
        const sound = (first: number, end: number): boolean =>
          usable.slice(first, end).every(Boolean) && !shots.some((cut) => cut > first && cut < end);
        const length = best === null ? 0 : best.end - best.first;
        if (best) expect(sound(best.first, best.end)).toBe(true);
        for (let first = 0; first + length < usable.length; first++) {
          expect(sound(first, first + length + 1)).toBe(false);
        }
      }),
    );
  });
});

describe('freeStretch', () => {
  const usable = frames('xxxxxxxxxx..xxx');
  const hands = frames('....xx.........');

  it('leaves out the frames in which a hand is before the mouth', () => {
    expect(freeStretch(usable, hands, [], 4)).toEqual({ first: 0, end: 4 });
    expect(freeStretch(usable, [], [], 4)).toEqual({ first: 0, end: 10 });
  });

  it('shows hands rather than too little', () => {
    expect(freeStretch(usable, hands, [], 5)).toEqual({ first: 0, end: 10 });
    const always = usable.map(() => true);
    expect(freeStretch(usable, always, [], 4)).toEqual({ first: 0, end: 10 });
  });

  it('stays within a shot either way', () => {
    expect(freeStretch(usable, hands, [2], 4)).toEqual({ first: 6, end: 10 });
    expect(freeStretch(usable, hands, [3], 5)).toEqual({ first: 3, end: 10 });
  });
});

describe('fullestPart', () => {
  it('skips titles and takes the earliest part in which the person stays', () => {
    expect(fullestPart(frames('..xxxxxxx.'), 10, 40, 100)).toEqual({ first: 20, end: 60 });
    expect(fullestPart(frames('xxxxxxxxxx'), 10, 40, 100)).toEqual({ first: 0, end: 40 });
  });

  it('stays within the video', () => {
    expect(fullestPart(frames('.........x'), 10, 40, 95)).toEqual({ first: 55, end: 95 });
    expect(fullestPart(frames('..'), 10, 40, 20)).toEqual({ first: 0, end: 20 });
  });
});
