import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameRuns, type FrameRun, type WantedFrame } from './frame-runs';

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
