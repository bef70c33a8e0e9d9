import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../workers/protocol/errors';
import type { Studio } from '../state/studio.svelte';
import { generateVideo } from './generate-video';

const persist = vi.fn(() => Promise.resolve(true));
const report = vi.fn();

/** The parts of the page's state that a job touches, with a job that ends as told. */
function studioWith(generate: () => Promise<unknown>): Studio {
  const nothing = () => undefined;
  const studio = {
    voice: { audio: new Blob(['speech']), name: 'speech.wav' },
    source: { shown: true, stopLooking: nothing },
    settings: { request: (audio: Blob) => ({ mode: 'core-clips', audio }) },
    mouthpiece: { generate },
    job: { running: false, begin: () => new AbortController().signal, end: nothing },
    notices: { dismissError: nothing, clearStatus: nothing, tell: nothing, report },
    missing: null,
    results: { hide: nothing, show: nothing, refresh: nothing, originalOf: () => null },
    unfinished: { refresh: nothing },
    keeping: { measure: nothing },
    log: { warn: nothing, error: nothing },
  };
  return studio as unknown as Studio;
}

beforeEach(() => vi.stubGlobal('navigator', { storage: { persist } }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

it('asks the browser to keep what is stored once there is a video', async () => {
  const made = { video: new Blob(), duration: 2, stats: { wallSeconds: 1 }, warnings: [] };
  await generateVideo(studioWith(() => Promise.resolve(made)));
  expect(persist).toHaveBeenCalledTimes(1);
  expect(report).not.toHaveBeenCalled();
});

it('asks for nothing when a job fails', async () => {
  const failure = new AppError('no-audio', 'No sound.', { hint: 'Choose another file.' });
  await generateVideo(studioWith(() => Promise.reject(failure)));
  expect(report).toHaveBeenCalledWith(failure, 'generate');
  expect(persist).not.toHaveBeenCalled();
});
