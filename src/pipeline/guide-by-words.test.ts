import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CURVE_COUNT, CURVES } from '../core/lipsync/curve-window';
import type * as Guidance from '../core/lipsync/phone-guidance';
import type { TimedPhone } from '../core/speech/transcript';
import { AppError } from '../workers/protocol/errors';
import type { SpokenPiece } from '../workers/protocol/recognition';
import { StageWatch } from './stage-watch';

const FRAMES = 100;
const PRESS = CURVES.indexOf('press');

let spoken: SpokenPiece[] = [];
let missing: AppError | undefined;
/** How often the recogniser listened. */
let heard = 0;
const kept = new Map<string, readonly SpokenPiece[]>();
const aligned: (readonly string[])[] = [];
/** Languages of the models that the aligner loaded. */
const loaded: string[] = [];
/** "ma" from the beginning of whatever is aligned. */
const phones: TimedPhone[] = [
  { phone: 'm', start: 0.4, end: 0.52 },
  { phone: 'aa', start: 0.52, end: 0.8 },
];

const thread = (api: object) => ({
  load: (work: (worker: object) => unknown) => Promise.resolve(work(api)),
  call: (work: (worker: object) => unknown) => Promise.resolve(work(api)),
});
vi.mock('./threads', () => ({
  threads: {
    recognition: thread({
      load: () => (missing ? Promise.reject(missing) : Promise.resolve()),
      recognise: () => {
        heard += 1;
        return Promise.resolve(spoken);
      },
    }),
    alignment: thread({
      load: (language: string) => Promise.resolve(loaded.push(language)),
      align: (_pcm: Float32Array, words: readonly string[]) => {
        aligned.push(words);
        return Promise.resolve(phones);
      },
    }),
  },
}));
vi.mock('./analyse-audio', () => ({
  readSound: () => Promise.resolve(new Float32Array(FRAMES * 640)),
}));
vi.mock('./analysis-cache', () => ({
  findWords: (key: string) => Promise.resolve(kept.get(key)),
  keepWords: (key: string, words: readonly SpokenPiece[]) => Promise.resolve(kept.set(key, words)),
}));
vi.mock('../platform/model-store', () => ({ modelUrl: (id: string) => Promise.resolve(id) }));
/** Where the words came from, for each part that was guided. */
const sources: string[] = [];
vi.mock('../core/lipsync/phone-guidance', async (original) => {
  const { guideByPhones } = await original<typeof Guidance>();
  return {
    guideByPhones: (...guidance: Parameters<typeof guideByPhones>) => {
      sources.push(guidance[2]);
      return guideByPhones(...guidance);
    },
  };
});
const { guideByWords } = await import('./guide-by-words');

/** Half open all the time, as no word is. */
const curves = new Float32Array(FRAMES * CURVE_COUNT);
for (let frame = 0; frame < FRAMES; frame++) curves[frame * CURVE_COUNT] = 0.3;

const guide = (transcript: Parameters<typeof guideByWords>[2] = { language: 'en' }) =>
  guideByWords(
    new Blob(),
    { key: 'recording', curves, duration: FRAMES / 25 },
    transcript,
    new StageWatch(),
  );
/** Frames from `first` on whose lips are pressed. */
const pressed = (all: Float32Array, first: number): boolean =>
  Array.from({ length: FRAMES / 2 }, (_, i) => all[(first + i) * CURVE_COUNT + PRESS] ?? 0).some(
    (press) => press > 0.35,
  );
const half = (first: number, text: string, doubt: number): SpokenPiece => ({
  first,
  end: first + FRAMES / 2,
  text,
  reading: text,
  doubt,
});

beforeEach(() => {
  missing = undefined;
  spoken = [];
  heard = 0;
  kept.clear();
  aligned.length = loaded.length = sources.length = 0;
});

describe('the mouth by recognised words', () => {
  it('follows the parts that are surely recognised, and tells how many are not', async () => {
    spoken = [half(0, 'Ma.', 0.1), half(FRAMES / 2, 'Mumble.', 0.38)];
    const { curves: guided, warnings } = await guide();
    expect(aligned).toEqual([['ma']]);
    expect(sources).toEqual(['recognised']);
    expect([pressed(guided, 0), pressed(guided, FRAMES / 2)]).toEqual([true, false]);
    expect(warnings).toEqual([
      {
        code: 'transcript-unused',
        message: expect.stringContaining('In 1 of 2 parts') as string,
      },
    ]);
  });

  it('listens to a recording once, whatever is made of it', async () => {
    spoken = [half(0, 'Ma.', 0.1)];
    const first = await guide();
    missing = new AppError('model-missing', 'No network.', { hint: 'Go online.' });
    expect(await guide()).toEqual(first);
    expect([heard, [...kept.keys()]]).toEqual([1, ['recording']]);
  });

  it('takes another language than English as it is heard, and does not time what it was taken for', async () => {
    spoken = [half(0, 'Some other.', 0.7), half(FRAMES / 2, 'Ma.', 0.2)];
    const { curves: guided, warnings } = await guide();
    expect(aligned).toEqual([]);
    expect(guided).toBe(curves);
    expect(warnings[0]?.message).toMatch(/sound alone, not the words.*no English/);
  });

  it('needs no aligner where nothing could be made out', async () => {
    spoken = [half(0, 'Mumble.', 0.37), half(FRAMES / 2, 'Mumble.', 0.39)];
    const { curves: guided, warnings } = await guide();
    expect([guided, loaded]).toEqual([curves, []]);
    expect(warnings[0]?.message).toContain('could not be made out');
  });

  it('follows a text that is given whatever the recogniser would say', async () => {
    const { curves: guided, warnings } = await guide({ text: 'Ma', language: 'en' });
    expect(pressed(guided, 0)).toBe(true);
    expect(sources).toEqual(['given']);
    expect(warnings).toEqual([]);
  });

  it('says why where the model cannot be had', async () => {
    missing = new AppError('model-missing', 'No network.', { hint: 'Go online.' });
    const { curves: guided, warnings } = await guide();
    expect(guided).toBe(curves);
    expect(warnings[0]?.message).toContain('No network.');
  });
});
