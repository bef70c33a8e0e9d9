import { beforeEach, expect, test, vi } from 'vitest';
import { abortError, AppError } from '../workers/protocol/errors';
import type { AnalysisRequest, AudioAnalysis, HeardAudio, Hearing } from './audio-analysis';
import type { CurveStream } from './curve-stream';

interface Pass {
  request: AnalysisRequest;
  /** Tells what is heard so far. */
  hear: () => void;
  finish: () => void;
  fail: (error: Error) => void;
}

const passes: Pass[] = [];
const kept: string[] = [];
let known: Partial<Record<'waveform' | 'scores' | 'curves', unknown>> = {};

const heardOf = (key: string): HeardAudio => ({
  key,
  duration: 1,
  peaks: new Float32Array(50),
  scores: { scores: new Float32Array(32), scoreHop: 0.032, engine: 'silero' },
  warnings: [],
});

vi.mock('./threads', () => ({ threads: {} }));
vi.mock('./analysis-cache', () => ({
  findAnalysis: () => Promise.resolve(known),
  keepHeard: () => Promise.resolve(kept.push('heard')),
  keepCurves: (_key: string, encoders: string) => Promise.resolve(kept.push(encoders)),
}));
vi.mock('./audio-pass', () => ({
  audioPass: (
    _audio: Blob,
    key: string,
    request: AnalysisRequest,
    _known: unknown,
    onHeard: (hearing: Hearing) => void,
  ) =>
    new Promise<AudioAnalysis>((resolve, reject) => {
      const curves = request.curves ? new Float32Array(7) : null;
      passes.push({
        request,
        hear: () => onHeard({ heard: heardOf(key), curves: request.curves ? stream : null, encoders: loading.then(() => request.curves) }), // prettier-ignore
        finish: () => resolve({ ...heardOf(key), curves, encoders: request.curves }),
        fail: (error) => {
          broken = error;
          reject(error);
        },
      });
      request.signal?.addEventListener('abort', () => reject(abortError()));
    }),
}));
/** The networks of every pass. */
let loading = Promise.resolve();
/** The curves of every pass: one of 0.5 a value, until the pass fails. */
let broken: Error | undefined;
const stream: CurveStream = {
  between: (first, end) =>
    broken
      ? Promise.reject(broken)
      : Promise.resolve(new Float32Array((end - first) * 7).fill(0.5)),
};
const { analyseAudio, followSpeech, hearAudio } = await import('./analyse-audio');

const audio = new Blob(['speech']);
const silero = { vadEngine: 'silero', curves: null } as const;
const withCurves = { ...silero, curves: 'base' } as const;

/** The pass with this number, once it has begun. */
const pass = (index: number): Promise<Pass> =>
  vi.waitFor(() => {
    const begun = passes[index];
    if (begun === undefined) throw new Error(`Pass ${String(index)} has not begun.`);
    return begun;
  });

beforeEach(() => {
  passes.length = kept.length = 0;
  broken = undefined;
  known = {};
  loading = Promise.resolve();
});

test('what is heard does not wait for the networks of the curves; a job does', async () => {
  let loaded: () => void = () => undefined;
  loading = new Promise((resolve) => (loaded = resolve));
  const peaks = hearAudio(audio, withCurves);
  let begun = false;
  const job = followSpeech(audio, 'base', silero).then(() => (begun = true));
  const first = await pass(0);
  first.hear();
  expect((await peaks).duration).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(begun).toBe(false);
  loaded();
  await job;
  first.finish();
  expect(passes).toHaveLength(1);
});

test('what is heard is told before the curves are done, to everybody who waits for it', async () => {
  const peaks = hearAudio(audio, withCurves);
  const speech = hearAudio(audio, silero);
  const first = await pass(0);
  first.hear();
  expect((await peaks).duration).toBe(1);
  expect((await speech).duration).toBe(1);
  expect(passes).toHaveLength(1);
  expect(kept).toEqual(['heard']);
  first.finish();
  await vi.waitFor(() => expect(kept).toEqual(['heard', 'base']));
});

test('a job that is asked for meanwhile takes what the pass under way has found', async () => {
  const peaks = hearAudio(audio, withCurves);
  const job = analyseAudio(audio, withCurves);
  const first = await pass(0);
  first.hear();
  await peaks;
  known = { waveform: { duration: 1, peaks: new Float32Array(50) }, scores: {}, curves: new Float32Array(7) }; // prettier-ignore
  first.finish();
  expect((await job).curves).toHaveLength(7);
  expect(passes).toHaveLength(1);
});

test('one caller’s cancel costs the others nothing but a pass of their own', async () => {
  const controller = new AbortController();
  const peaks = hearAudio(audio, { ...withCurves, signal: controller.signal });
  const speech = hearAudio(audio, silero);
  await pass(0);
  controller.abort();
  await expect(peaks).rejects.toMatchObject({ name: 'AbortError' });
  const second = await pass(1);
  second.hear();
  second.finish();
  expect((await speech).duration).toBe(1);
});

test('curves that cannot be had keep nobody from hearing the rest', async () => {
  const peaks = hearAudio(audio, withCurves);
  (await pass(0)).fail(new AppError('model-missing', 'Not there.', { hint: 'Fetch it.' }));
  const second = await pass(1);
  expect(second.request.curves).toBeNull();
  second.hear();
  second.finish();
  expect((await peaks).duration).toBe(1);
});

test('a job follows the curves of a pass that another has begun, before it is done', async () => {
  const peaks = hearAudio(audio, withCurves);
  const job = followSpeech(audio, 'base', silero);
  const first = await pass(0);
  first.hear();
  expect((await peaks).duration).toBe(1);
  const { heard, curves } = await job;
  expect(heard.duration).toBe(1);
  expect([...(await curves.between(1, 2))]).toEqual(Array(7).fill(0.5));
  first.finish();
  expect(passes).toHaveLength(1);
});

test('a job that asks for other encoders gets its own curves, not those of the pass under way', async () => {
  const peaks = hearAudio(audio, withCurves);
  const job = followSpeech(audio, 'base+tiny', silero);
  const first = await pass(0);
  first.hear();
  await peaks;
  first.finish();
  const second = await pass(1);
  expect(second.request.curves).toBe('base+tiny');
  second.hear();
  expect([...(await (await job).curves.between(1, 2))]).toEqual(Array(7).fill(0.5));
  second.finish();
  await vi.waitFor(() => expect(kept).toEqual(['heard', 'base', 'heard', 'base+tiny']));
});

test('curves that another caller has cancelled are read anew, from where the job needs them', async () => {
  const controller = new AbortController();
  const peaks = hearAudio(audio, { ...withCurves, signal: controller.signal });
  const job = followSpeech(audio, 'base', silero);
  const first = await pass(0);
  first.hear();
  await peaks;
  const { curves } = await job;
  controller.abort();
  first.fail(abortError());
  const wanted = curves.between(0, 1);
  const second = await pass(1);
  expect(second.request.curves).toBe('base');
  second.finish();
  expect([...(await wanted)]).toEqual(Array(7).fill(0));
});

test('curves that cannot be had are told to the job that follows them', async () => {
  const job = followSpeech(audio, 'base', silero);
  const first = await pass(0);
  first.hear();
  const { curves } = await job;
  first.fail(new AppError('worker-crashed', 'It died.', { hint: 'Try again.' }));
  await expect(curves.between(0, 1)).rejects.toMatchObject({ code: 'worker-crashed' });
});
