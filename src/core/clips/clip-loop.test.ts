import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameOfPhase, loopedRanges, phaseAfter, reflected, type ClipLoop } from './clip-loop';

const pingPong = (frames: number): ClipLoop => ({ frames, restart: 0, pingPong: true });

/** The frames that ranges show. */
const shown = (loop: ClipLoop, phase: number, length: number) =>
  loopedRanges(loop, phase, length).flatMap(({ sourceIn, sourceOut }) =>
    Array.from({ length: Math.abs(sourceOut - sourceIn) }, (_, k) =>
      sourceOut > sourceIn ? sourceIn + k : sourceIn - 1 - k,
    ),
  );

describe('clip loops', () => {
  it('begin again after the last frame, at the second where the first repeats it', () => {
    expect(shown({ frames: 3, restart: 0, pingPong: false }, 1, 6)).toEqual([1, 2, 0, 1, 2, 0]);
    expect(shown({ frames: 3, restart: 1, pingPong: false }, 0, 6)).toEqual([0, 1, 2, 1, 2, 1]);
  });

  it('turn round as ping-pong, showing each end once', () => {
    expect(shown(pingPong(4), 0, 10)).toEqual([0, 1, 2, 3, 2, 1, 0, 1, 2, 3]);
    expect(shown(pingPong(4), 5, 4)).toEqual([1, 0, 1, 2]);
    expect(shown(pingPong(2), 0, 4)).toEqual([0, 1, 0, 1]);
    expect(shown(pingPong(1), 0, 3)).toEqual([0, 0, 0]);
    expect(loopedRanges(pingPong(4), 0, 8)).toEqual([
      { sourceIn: 0, sourceOut: 4 },
      { sourceIn: 3, sourceOut: 1 },
      { sourceIn: 0, sourceOut: 2 },
    ]);
  });

  it('show in ranges what they show phase by phase, and never skip or freeze', () => {
    const frames = fc.integer({ min: 2, max: 40 });
    fc.assert(
      fc.property(
        frames,
        fc.boolean(),
        fc.nat(),
        fc.integer({ min: 1, max: 200 }),
        (n, both, start, length) => {
          const loop = { frames: n, restart: 0, pingPong: both };
          const phase = start % (both ? 2 * (n - 1) : n);
          const single = Array.from({ length }, (_, k) =>
            frameOfPhase(loop, phaseAfter(loop, phase, k)),
          );
          expect(shown(loop, phase, length)).toEqual(single);
          if (both) {
            single.forEach((frame, k) => {
              if (k > 0) expect(Math.abs(frame - (single[k - 1] ?? 0))).toBe(1);
            });
          }
        },
      ),
    );
  });

  it('bring frames beyond the ends back in', () => {
    expect([-2, -1, 0, 3, 4, 5, 6, 7].map((frame) => reflected(frame, 4))).toEqual([2, 1, 0, 3, 2, 1, 0, 1]); // prettier-ignore
    expect([-1, 0, 1].map((frame) => reflected(frame, 1))).toEqual([0, 0, 0]);
  });
});
