import { describe, expect, it } from 'vitest';
import { AppError } from '../workers/protocol/errors';
import { timelineOf } from './plan-video';

const scores = { scores: new Float32Array(125), scoreHop: 512 / 16_000, engine: 'silero' };

describe('timelineOf', () => {
  it('ends with the sound, not with the nearest sample at 16 kHz', () => {
    // 62.4994 frames; at 16 kHz it would be 62.5, which rounds to one more.
    const duration = 110_249 / 44_100;
    const timeline = timelineOf({ scores, duration }, { threshold: 0.5, minSilence: 0.1 });
    expect(timeline.duration).toBe(duration);
    expect(timeline.segments.at(-1)?.end).toBe(duration);
  });

  it('refuses audio shorter than half a video frame', () => {
    const short = { scores, duration: 0.01 };
    expect(() => timelineOf(short, { threshold: 0.5, minSilence: 0.75 })).toThrow(AppError);
  });
});
