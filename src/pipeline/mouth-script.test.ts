import { describe, expect, it } from 'vitest';
import type { Edl } from '../core/clips/edl';
import type { HeardAudio } from './audio-analysis';
import { readCurves } from './curve-stream';
import { MouthScript } from './mouth-script';

const HOP = 512 / 16_000;
const FRAMES = 100;

/** 4 s of audio with speech in the given seconds. */
function heardIn(speech: [number, number][]): HeardAudio {
  const scores = Float32Array.from({ length: 125 }, (_, i) =>
    speech.some(([start, end]) => i * HOP >= start && i * HOP < end) ? 1 : 0,
  );
  return {
    key: 'k',
    duration: 4,
    peaks: new Float32Array(200),
    scores: { scores, scoreHop: HOP, engine: 'silero' },
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

/** The script of speech whose curves are all of one value. */
const scriptOf = (edl: Edl, heard: HeardAudio, openness = 1, value = 1) => {
  const spoken = readCurves(new Float32Array(FRAMES * 7).fill(value));
  return new MouthScript(edl, heard, spoken, { openness, threshold: 0.5 });
};

describe('MouthScript', () => {
  it('rests the mouth in a pause that a talking clip covers', async () => {
    const audio = heardIn([
      [0.5, 1.5],
      [2.1, 3.5],
    ]);
    const script = scriptOf(wholeSpeech, audio);
    const curves = await script.curves(0, FRAMES);
    expectWide(curves, 25);
    expect(openAt(curves, 45)).toBe(0);
    expectWide(curves, 60);
    expect(openAt(curves, 4)).toBe(0);
    // The clip's own moving mouth stays covered all the while.
    expect([...script.weights].every((weight) => weight === 1)).toBe(true);
  });

  it('speaks through the short gaps between words', async () => {
    const audio = heardIn([
      [0, 1.5],
      [1.65, 4],
    ]);
    const curves = await scriptOf(wholeSpeech, audio).curves(0, FRAMES);
    expectWide(curves, 39);
  });

  it('rests where the list shows a silence clip, whatever the audio says', async () => {
    const events = [talk(0, 50, 'speech'), talk(50, 70, 'silence'), talk(70, FRAMES, 'speech')];
    const edl: Edl = { ...wholeSpeech, events };
    const script = scriptOf(edl, heardIn([[0, 4]]));
    const curves = await script.curves(0, FRAMES);
    expectWide(curves, 30);
    expect(openAt(curves, 60)).toBe(0);
    expectWide(curves, 90);
    expect(script.weights[60]).toBe(0);
  });

  it('opens as far as openness says', async () => {
    const audio = heardIn([[0, 4]]);
    const curves = await scriptOf(wholeSpeech, audio, 0.5).curves(0, FRAMES);
    expect(openAt(curves, 50)).toBeGreaterThan(0.48);
    expect(openAt(curves, 50)).toBeLessThan(0.52);
  });

  it('opens louder words wider', async () => {
    const audio = heardIn([[0, 4]]);
    audio.peaks = Float32Array.from({ length: 200 }, (_, i) => (i >= 80 && i < 120 ? 0.4 : 0.2));
    const curves = await scriptOf(wholeSpeech, audio, 1, 0.5).curves(0, FRAMES);
    expect(openAt(curves, 50)).toBeGreaterThan(openAt(curves, 20) + 0.02);
  });

  it('gives any part of a job the curves that the whole gives it', async () => {
    const heard = heardIn([
      [0.3, 1.5],
      [2.1, 3.5],
    ]);
    heard.peaks = Float32Array.from({ length: 200 }, (_, i) => 0.3 + 0.2 * Math.sin(i / 5));
    const spoken = readCurves(Float32Array.from({ length: FRAMES * 7 }, (_, i) => (i % 13) / 12));
    const script = new MouthScript(wholeSpeech, heard, spoken, { openness: 1.2, threshold: 0.5 });
    const whole = await script.curves(0, FRAMES);
    for (const [first, end] of [
      [0, 9],
      [7, 40],
      [38, 62],
      [50, FRAMES],
    ] as const) {
      expect(await script.curves(first, end)).toEqual(whole.subarray(first * 7, end * 7));
    }
  });
});
