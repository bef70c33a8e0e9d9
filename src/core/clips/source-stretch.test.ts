import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  freeStretch,
  likelyParts,
  longestRun,
  longestStretch,
  type Sample,
} from './source-stretch';

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

/** x: usable; X: usable, in another shot than the one before; dot: not usable. */
const samples = (pattern: string): Sample[] =>
  [...pattern].map((letter) => ({
    usable: letter !== '.',
    change: letter === 'X' ? 0.3 : 0.02,
  }));

describe('longestRun', () => {
  it('counts usable samples in a row, up to a cut', () => {
    expect(longestRun(samples('xx.xxxx'))).toBe(4);
    expect(longestRun(samples('xxXxxXX'))).toBe(3);
    expect(longestRun(samples('...'))).toBe(0);
  });
});

describe('likelyParts', () => {
  const best = (pattern: string, step: number, length: number, total: number) =>
    likelyParts(samples(pattern), { step, length, total, most: 1 })[0];

  it('skips titles and takes the earliest part in which the person stays', () => {
    expect(best('..xxxxxxx.', 10, 40, 100)).toEqual({ first: 20, end: 60 });
    expect(best('xxxxxxxxxx', 10, 40, 100)).toEqual({ first: 0, end: 40 });
  });

  it('takes the part without cuts among those that show the face as often', () => {
    expect(best('XXXXXXxxxx', 10, 40, 100)).toEqual({ first: 50, end: 90 });
  });

  it('stays within the video', () => {
    expect(best('.........x', 10, 40, 95)).toEqual({ first: 55, end: 95 });
    expect(best('..', 10, 40, 20)).toEqual({ first: 0, end: 20 });
  });

  it('names others, no two of which overlap by more than half', () => {
    const parts = likelyParts(samples('xxxx..xxx.'), { step: 10, length: 40, total: 100, most: 3 });
    expect(parts.map(({ first }) => first)).toEqual([0, 60, 20]);
    // Of equals, one far away: the same number of samples says little of cuts between them.
    const equals = likelyParts(samples('xxxxxxxxxx'), {
      step: 10,
      length: 10,
      total: 100,
      most: 3,
    });
    expect(equals.map(({ first }) => first)).toEqual([0, 90, 40]);
  });
});
