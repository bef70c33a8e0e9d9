import { beforeEach, describe, expect, it, vi } from 'vitest';
import { GenerateRequestSchema, parseOptions } from './options';
import { StageWatch } from './stage-watch';
import type { GenerateRequest, Warning } from './types';

const guideByWords = vi.fn((_audio: Blob, { curves }: { curves: Float32Array }, _words: object) =>
  Promise.resolve({ curves, warnings: [] }),
);
const followSpeech = vi.fn(() => Promise.resolve({ heard, curves: null }));
const analyseAudio = vi.fn(() => Promise.resolve(heard));
/** Of the speech detection: two seconds. */
const heard = {
  duration: 2,
  scores: { scores: new Float32Array(63), scoreHop: 0.032, engine: 'silero' },
};

vi.mock('./analyse-audio', () => ({
  followSpeech,
  analyseAudio,
  curvesOf: () => new Float32Array(50 * 7),
}));
vi.mock('./guide-by-words', () => ({ guideByWords }));
const { speechOf } = await import('./job-speech');

beforeEach(() => {
  vi.clearAllMocks();
  heard.scores.scores.fill(0.9);
});

async function speak(
  asked: Pick<GenerateRequest, 'quality' | 'transcript'>,
  mouthFollows = true,
): Promise<{ words: unknown; warnings: Warning[] }> {
  const request = { mode: 'core-clips', audio: new Blob(['x']), ...asked };
  const options = parseOptions(GenerateRequestSchema, request, 'generate');
  const warnings: Warning[] = [];
  await speechOf(options, mouthFollows, warnings, new StageWatch());
  return { words: guideByWords.mock.calls[0]?.[2], warnings };
}

describe('the words of a job', () => {
  it('are recognised at "best" where nothing is said of them', async () => {
    expect(await speak({ quality: 'best' })).toEqual({ words: { language: 'en' }, warnings: [] });
    expect(await speak({ quality: 'balanced' })).toMatchObject({ warnings: [] });
    expect(guideByWords).toHaveBeenCalledTimes(1);
  });

  it('are not looked for where the sound alone is wanted, nothing is spoken or a model hears for itself', async () => {
    expect((await speak({ quality: 'best', transcript: null })).words).toBeUndefined();
    expect(await speak({ quality: 'best' }, false)).toEqual({ words: undefined, warnings: [] });
    heard.scores.scores.fill(0);
    expect(await speak({ quality: 'best' })).toEqual({ words: undefined, warnings: [] });
    expect(followSpeech).toHaveBeenCalledTimes(2);
  });

  it('that are given are followed, or the job says why not', async () => {
    const transcript = { text: 'Bonjour', language: 'fr' } as const;
    heard.scores.scores.fill(0);
    expect(await speak({ quality: 'best', transcript })).toMatchObject({ words: transcript });
    guideByWords.mockClear();
    const unused = { words: undefined, warnings: [{ code: 'transcript-unused' }] };
    expect(await speak({ quality: 'fast', transcript })).toMatchObject(unused);
    expect(await speak({ quality: 'best', transcript }, false)).toMatchObject(unused);
  });
});
