import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from '../time/units';
import { segmentSpeech } from './segment';
import type { SpeechTimeline } from './timeline';

const HOP = 512;
const scored = (scores: number[]) => ({
  scores: Float32Array.from(scores),
  scoreHop: HOP / SAMPLE_RATE,
  engine: 'test',
});

/** Scores from runs of [value, hops]; the audio ends with the last hop. */
function timelineOf(runs: [number, number][], options = {}): SpeechTimeline {
  const all = { threshold: 0.5, minSilence: 0.75, ...options };
  const scores = runs.flatMap(([value, hops]) => Array<number>(hops).fill(value));
  return segmentSpeech(scored(scores), scores.length * HOP, all);
}

const kinds = (timeline: SpeechTimeline) => timeline.segments.map((segment) => segment.kind);

describe('segmentSpeech', () => {
  it('pads a speech region by 30 ms and keeps sample-exact boundaries', () => {
    const { segments, duration } = timelineOf([[0, 60], [0.9, 50], [0, 60]]); // prettier-ignore
    expect(segments).toEqual([
      { kind: 'silence', start: 0, end: (60 * HOP - 480) / SAMPLE_RATE },
      {
        kind: 'speech',
        start: (60 * HOP - 480) / SAMPLE_RATE,
        end: (110 * HOP + 480) / SAMPLE_RATE,
      },
      { kind: 'silence', start: (110 * HOP + 480) / SAMPLE_RATE, end: duration },
    ]);
  });

  it('keeps speaking through scores between the exit and the entry threshold', () => {
    expect(kinds(timelineOf([[0, 40], [0.6, 20], [0.4, 60], [0, 40]]))).toEqual(['silence', 'speech', 'silence']); // prettier-ignore
    const { segments } = timelineOf([[0, 40], [0.6, 20], [0.3, 60]]); // prettier-ignore
    expect(segments[1]?.end).toBe((60 * HOP + 480) / SAMPLE_RATE);
  });

  it('drops speech shorter than 250 ms and bridges dips shorter than 100 ms', () => {
    expect(kinds(timelineOf([[0, 40], [1, 7], [0, 40]]))).toEqual(['silence']); // prettier-ignore
    expect(kinds(timelineOf([[0, 40], [1, 4], [0, 3], [1, 4], [0, 40]]))).toEqual(['silence', 'speech', 'silence']); // prettier-ignore
    expect(kinds(timelineOf([[0, 40], [1, 6], [0, 5], [1, 6], [0, 40]]))).toEqual(['silence']); // prettier-ignore
  });

  it('turns silences shorter than minSilence into speech, at the ends too', () => {
    const runs: [number, number][] = [[0, 20], [1, 30], [0, 20], [1, 30], [0, 20]]; // prettier-ignore
    expect(kinds(timelineOf(runs, { minSilence: 0.75 }))).toEqual(['speech']);
    expect(kinds(timelineOf(runs, { minSilence: 0.5 }))).toHaveLength(5);
  });

  it('calls silent audio one silence and empty audio nothing', () => {
    expect(timelineOf([[0.02, 3]]).segments).toEqual([{ kind: 'silence', start: 0, end: 0.096 }]);
    expect(segmentSpeech(scored([]), 0, { threshold: 0.5, minSilence: 0.75 }).segments).toEqual([]);
  });

  it('refuses senseless options by name', () => {
    expect(() => timelineOf([[1, 9]], { threshold: 1 })).toThrow(/threshold is 1/);
    expect(() => timelineOf([[1, 9]], { minSilence: -1 })).toThrow(/minSilence is -1/);
    expect(() => timelineOf([[1, 9]], { threshold: Number.NaN })).toThrow(RangeError);
  });
});

describe('segmentSpeech, for any scores', () => {
  const runs = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 50 })),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  const audio = fc.tuple(runs, fc.integer({ min: 0, max: HOP - 1 })).map(([parts, missing]) => {
    const scores = parts.flatMap(([value, hops]) => Array<number>(hops).fill(value));
    return { scores: scored(scores), samples: scores.length * HOP - missing };
  });
  const threshold = fc.double({ min: 0.1, max: 0.9, noNaN: true });
  const minSilence = fc.double({ min: 0.1, max: 2, noNaN: true });

  it('is gapless from 0 to the duration, alternates, and keeps the minimum lengths', () => {
    fc.assert(
      fc.property(audio, threshold, minSilence, ({ scores, samples }, t, m) => {
        const { segments, duration } = segmentSpeech(scores, samples, {
          threshold: t,
          minSilence: m,
        });
        expect(duration).toBe(samples / SAMPLE_RATE);
        expect(segments[0]?.start).toBe(0);
        expect(segments.at(-1)?.end).toBe(duration);
        segments.forEach(({ kind, start, end }, index) => {
          const next = segments[index + 1];
          if (next) expect([next.start, next.kind === kind]).toEqual([end, false]);
          const shortest = kind === 'speech' ? 0.25 : segments.length > 1 ? m - 1 / SAMPLE_RATE : 0;
          expect(end - start).toBeGreaterThan(shortest - 1e-9);
          expect(Number.isInteger(Math.round(start * SAMPLE_RATE * 1e6) / 1e6)).toBe(true);
        });
      }),
    );
  });

  const speechSamples = (timeline: SpeechTimeline) => {
    const flags = new Uint8Array(Math.round(timeline.duration * SAMPLE_RATE));
    for (const { kind, start, end } of timeline.segments) {
      if (kind === 'speech')
        flags.fill(1, Math.round(start * SAMPLE_RATE), Math.round(end * SAMPLE_RATE));
    }
    return flags;
  };
  const contains = (outer: SpeechTimeline, inner: SpeechTimeline) => {
    const flags = speechSamples(outer);
    return speechSamples(inner).every((flag, index) => flag <= (flags[index] ?? 0));
  };

  it('finds less speech at a higher threshold and more with a longer minimum silence', () => {
    fc.assert(
      fc.property(
        audio,
        threshold,
        threshold,
        minSilence,
        minSilence,
        ({ scores, samples }, t1, t2, m1, m2) => {
          const [low, high] = [Math.min(t1, t2), Math.max(t1, t2)];
          const [short, long] = [Math.min(m1, m2), Math.max(m1, m2)];
          const base = segmentSpeech(scores, samples, { threshold: low, minSilence: short });
          expect(
            contains(base, segmentSpeech(scores, samples, { threshold: high, minSilence: short })),
          ).toBe(true);
          expect(
            contains(segmentSpeech(scores, samples, { threshold: low, minSilence: long }), base),
          ).toBe(true);
        },
      ),
    );
  });
});
