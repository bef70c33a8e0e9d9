import { describe, expect, it } from 'vitest';
import type { Edl } from '../core/clips/edl';
import { AppError } from '../workers/protocol/errors';
import type { AudioAnalysis } from './audio-analysis';
import { mouthOf, timelineOf } from './plan-video';

const HOP = 512 / 16_000;
const FRAMES = 100;

/** 4 s of audio with speech in the given seconds, and curves that are wide open all the time. */
function analysis(speech: [number, number][]): AudioAnalysis {
  const scores = Float32Array.from({ length: 125 }, (_, i) =>
    speech.some(([start, end]) => i * HOP >= start && i * HOP < end) ? 1 : 0,
  );
  return {
    key: 'k',
    duration: 4,
    peaks: new Float32Array(200),
    scores: { scores, scoreHop: HOP, engine: 'silero' },
    curves: new Float32Array(FRAMES * 7).fill(1),
    warnings: [],
  };
}

const talk = (recordIn: number, recordOut: number, kind: 'speech' | 'silence') => ({
  ...{ recordIn, recordOut, kind, clip: `${kind}.mp4` },
  ...{ sourceIn: 0, sourceOut: recordOut - recordIn, lipsync: kind === 'speech' },
});

const wholeSpeech: Edl = { fps: 25, totalFrames: FRAMES, events: [talk(0, FRAMES, 'speech')] };

const openAt = (curves: Float32Array, frame: number) => curves[frame * 7] ?? NaN;

/** Openings differ a little from word to word. */
const expectWide = (curves: Float32Array, frame: number) =>
  expect(openAt(curves, frame)).toBeGreaterThan(0.96);

describe('timelineOf', () => {
  it('ends with the sound, not with the nearest sample at 16 kHz', () => {
    // 62.4994 frames; at 16 kHz it would be 62.5, which rounds to one more.
    const duration = 110_249 / 44_100;
    const { scores } = analysis([[0, 2]]);
    const timeline = timelineOf({ scores, duration }, { threshold: 0.5, minSilence: 0.1 });
    expect(timeline.duration).toBe(duration);
    expect(timeline.segments.at(-1)?.end).toBe(duration);
  });
});

describe('mouthOf', () => {
  it('rests the mouth in a pause that a talking clip covers', () => {
    const audio = analysis([
      [0.5, 1.5],
      [2.1, 3.5],
    ]);
    const { curves, weights } = mouthOf(wholeSpeech, audio, { openness: 1, threshold: 0.5 });
    expectWide(curves, 25);
    expect(openAt(curves, 45)).toBe(0);
    expectWide(curves, 60);
    expect(openAt(curves, 4)).toBe(0);
    // The clip's own moving mouth stays covered all the while.
    expect([...weights].every((weight) => weight === 1)).toBe(true);
  });

  it('speaks through the short gaps between words', () => {
    const audio = analysis([
      [0, 1.5],
      [1.65, 4],
    ]);
    const { curves } = mouthOf(wholeSpeech, audio, { openness: 1, threshold: 0.5 });
    expectWide(curves, 39);
  });

  it('rests where the list shows a silence clip, whatever the audio says', () => {
    const events = [talk(0, 50, 'speech'), talk(50, 70, 'silence'), talk(70, FRAMES, 'speech')];
    const edl: Edl = { ...wholeSpeech, events };
    const { curves, weights } = mouthOf(edl, analysis([[0, 4]]), { openness: 1, threshold: 0.5 });
    expectWide(curves, 30);
    expect(openAt(curves, 60)).toBe(0);
    expectWide(curves, 90);
    expect(weights[60]).toBe(0);
  });

  it('opens as far as openness says', () => {
    const audio = analysis([[0, 4]]);
    const { curves } = mouthOf(wholeSpeech, audio, { openness: 0.5, threshold: 0.5 });
    expect(openAt(curves, 50)).toBeGreaterThan(0.48);
    expect(openAt(curves, 50)).toBeLessThan(0.52);
  });

  it('opens louder words wider', () => {
    const audio = analysis([[0, 4]]);
    audio.curves?.fill(0.5);
    audio.peaks = Float32Array.from({ length: 200 }, (_, i) => (i >= 80 && i < 120 ? 0.4 : 0.2));
    const { curves } = mouthOf(wholeSpeech, audio, { openness: 1, threshold: 0.5 });
    expect(openAt(curves, 50)).toBeGreaterThan(openAt(curves, 20) + 0.02);
  });
});

describe('timelineOf', () => {
  it('refuses audio shorter than half a video frame', () => {
    const short = { ...analysis([]), duration: 0.01 };
    expect(() => timelineOf(short, { threshold: 0.5, minSilence: 0.75 })).toThrow(AppError);
  });
});
