import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameSource } from '../../core/clips/frame-at';
import { decodingOrder, fadeFrom, frameRuns, type FrameRun, type WantedFrame } from './frame-runs';

function unrolled({ clip, from, to }: FrameRun): WantedFrame[] {
  return Array.from({ length: Math.abs(to - from) }, (_, i) => ({
    clip,
    sourceFrame: from <= to ? from + i : from - 1 - i,
  }));
}

describe('frameRuns', () => {
  it('plays back exactly the wanted frames', () => {
    const wanted = fc.array(
      fc.record({ clip: fc.constantFrom('a', 'b'), sourceFrame: fc.nat({ max: 5 }) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(wanted, (frames) => {
        expect(frameRuns(frames).flatMap(unrolled)).toEqual(frames);
      }),
    );
  });

  it('reads a clip forwards, its loop and its way back as three runs', () => {
    const sourceFrames = [3, 4, 5, 0, 1, 2, 1, 0];
    expect(frameRuns(sourceFrames.map((sourceFrame) => ({ clip: 'a', sourceFrame })))).toEqual([
      { clip: 'a', from: 3, to: 6 },
      { clip: 'a', from: 0, to: 3 },
      { clip: 'a', from: 2, to: 0 },
    ]);
  });
});

describe('decodingOrder', () => {
  /** Frames of clips by name and number, `a5`; after a slash what fades into it, with its share of the mix in quarters. */
  const sourcesOf = (...frames: string[]): FrameSource[] =>
    frames.map((text, frame) => {
      const [shown = '', fading, quarters] = text.split('/');
      const place = (name: string) => ({
        clip: name.charAt(0),
        sourceFrame: Number(name.slice(1)),
      });
      const blend = fading ? { ...place(fading), share: Number(quarters) / 4 } : null;
      return { frame, ...place(shown), kind: 'speech', lipsync: true, blend };
    });
  const namesOf = (frames: { clip: string; sourceFrame: number }[]) =>
    frames.map(({ clip, sourceFrame }) => `${clip}${sourceFrame}`).join(' ');

  it('reads on to what fades over a cut before the next clip', () => {
    const sources = sourcesOf('a1', 'a2', 'b7/a3/3', 'b8/a4/2', 'b9/a5/1', 'b10');
    expect(namesOf(decodingOrder(sources))).toBe('a1 a2 a3 a4 a5 b7 b8 b9 b10');
    expect(frameRuns(decodingOrder(sources))).toHaveLength(2);
    expect(sources.map((_, index) => fadeFrom(sources, index).length)).toEqual([0, 0, 3, 0, 0, 0]);
  });

  it('keeps two cuts apart of which one follows the other’s fade, and begins amid a fade', () => {
    const sources = sourcesOf('b8/a4/2', 'b9/a5/1', 'c1/b10/3', 'c2/b11/2');
    expect(namesOf(decodingOrder(sources))).toBe('a4 a5 b8 b9 b10 b11 c1 c2');
  });
});
