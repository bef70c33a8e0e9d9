import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { abortError, AppError } from '../../workers/protocol/errors';
import type { Original } from '../state/results.svelte';
import type { Studio } from '../state/studio.svelte';
import { generateVideo, resumeVideo } from './generate-video';

const persist = vi.fn(() => Promise.resolve(true));
const report = vi.fn();
const show = vi.fn();
const tell = vi.fn();

/** The parts of the page's state that a job touches, with a job that ends as told. */
function studioWith(generate: () => Promise<unknown>): Studio {
  const nothing = () => undefined;
  const studio = {
    voice: { audio: new Blob(['speech']), name: 'speech.wav' },
    source: { shown: true, stopLooking: nothing },
    settings: { request: (audio: Blob) => ({ mode: 'core-clips', audio }) },
    mouthpiece: { generate, jobs: { resume: generate } },
    job: { running: false, begin: () => new AbortController().signal, end: nothing },
    notices: { dismissError: nothing, clearStatus: nothing, tell, report },
    missing: null,
    results: { hide: nothing, show, refresh: nothing, originalOf: () => null },
    unfinished: { refresh: nothing },
    keeping: { measure: nothing },
    log: { warn: nothing, error: nothing },
  };
  return studio as unknown as Studio;
}

const made = {
  video: new Blob(),
  resultId: 'kept',
  duration: 2,
  stats: { wallSeconds: 1 },
  warnings: [],
};

beforeEach(() => vi.stubGlobal('navigator', { storage: { persist } }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

it('asks the browser to keep what is stored once there is a video', async () => {
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

it('shows the video as the stored one that it is, so that it goes with it', async () => {
  await generateVideo(studioWith(() => Promise.resolve(made)));
  expect(show).toHaveBeenCalledWith(
    'speech.wav',
    made.video,
    expect.objectContaining({ id: 'kept' }),
  );
});

it('tells after a cancel what is kept: of a resumed job, what it had', async () => {
  const studio = studioWith(() => Promise.reject(abortError()));
  await generateVideo(studio);
  expect(tell).toHaveBeenLastCalledWith(expect.stringMatching(/Nothing was kept/));
  const waiting = {
    id: 'job',
    audioName: 'speech.wav',
    mode: 'core-clips',
    avatarId: null,
  } as const;
  await resumeVideo(studio, { ...waiting, created: 0, framesDone: 100, framesTotal: 200 });
  expect(tell).toHaveBeenLastCalledWith(expect.stringMatching(/Not finished yet/));
});

it('compares a video that was used as a picture with the frame that was shown', async () => {
  const [video, picture] = [new Blob(['all of it']), new Blob(['a frame'])];
  const events = [{ recordIn: 0, recordOut: 50, clip: 'source', sourceIn: 0, sourceOut: 50 }];
  const edl = { fps: 25, totalFrames: 50, events };
  const originalShown = async (more: object) => {
    const studio = studioWith(() => Promise.resolve({ ...made, edl, ...more }));
    const request = (audio: Blob) => ({ mode: 'custom-video', audio, video });
    await generateVideo({ ...studio, settings: { request } } as unknown as Studio);
    const [, , { original }] = show.mock.lastCall as [string, Blob, { original: Original }];
    return (await original.clips()).get('source');
  };
  expect(await originalShown({ picture })).toBe(picture);
  expect(await originalShown({})).toBe(video);
});
