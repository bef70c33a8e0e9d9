import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleFrames } from './frame-rate';

function timestamps(fps: number, seconds: number, start = 0): number[] {
  return Array.from({ length: Math.round(fps * seconds) }, (_, i) => start + i / fps);
}

describe('sampleFrames', () => {
  it('shows each frame of a 25 fps video once, whatever its start and rounding', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2, max: 5, noNaN: true }),
        fc.array(fc.double({ min: -0.005, max: 0.005, noNaN: true }), {
          minLength: 50,
          maxLength: 50,
        }),
        (start, jitter) => {
          const jittered = timestamps(25, 2, start).map((time, i) => time + (jitter[i] ?? 0));
          expect([...sampleFrames(jittered, 2)]).toEqual([...Array(50).keys()]);
        },
      ),
    );
  });

  it('takes every second frame of 50 fps and repeats those of 12.5 fps', () => {
    expect([...sampleFrames(timestamps(50, 1), 1)].slice(0, 4)).toEqual([0, 2, 4, 6]);
    expect([...sampleFrames(timestamps(12.5, 0.96), 0.96)].slice(0, 6)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('drops one frame of six at 30 fps, evenly', () => {
    const sampled = [...sampleFrames(timestamps(30, 4), 4)];
    expect(sampled).toHaveLength(100);
    const steps = sampled.slice(1).map((frame, i) => frame - (sampled[i] ?? 0));
    expect(steps.filter((step) => step === 2)).toHaveLength(20);
    expect(steps.every((step) => step === 1 || step === 2)).toBe(true);
  });

  it('follows variable frame rates by time', () => {
    expect([...sampleFrames([0, 0.2, 0.21, 0.3], 0.4)]).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 3, 3]);
  });

  it('refuses a video without frames', () => {
    expect(() => sampleFrames([], 1)).toThrow(RangeError);
  });
});
