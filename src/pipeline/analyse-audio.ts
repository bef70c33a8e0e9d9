import { transfer } from 'comlink';
import { PeakCollector } from '../core/audio/peaks';
import { SAMPLE_RATE, framesOfSeconds } from '../core/time/units';
import { modelUrl } from '../platform/model-store';
import { contentKey } from '../platform/storage/content-key';
import { AppError, isAbort } from '../workers/protocol/errors';
import type { AnalysisRequest, AudioAnalysis, VadEngineName } from './audio-analysis';
import { findAnalysis, keepAnalysis, type KnownAnalysis } from './analysis-cache';
import { JobQueue } from './job-queue';
import { threads } from './threads';
import type { Warning } from './types';

/** One pass at a time: the audio, speech and curve threads each hold one file. */
const passes = new JobQueue();

/**
 * Speech scores, mouth curves and waveform of a file in a single streamed pass: blocks of 10 s
 * go to both networks at once and are forgotten, so that an hour takes no more memory than a
 * minute. Cached by content; asking again, with another threshold say, costs nothing, and asking
 * for more works out only what is missing.
 *
 * @throws AppError unsupported-media, corrupt-media, no-audio, empty-audio, model-missing.
 */
export async function analyseAudio(audio: Blob, request: AnalysisRequest): Promise<AudioAnalysis> {
  if (audio.size === 0) throw emptyAudio('The file is empty.');
  const key = await contentKey(audio);
  return passes.run(async () => {
    const known = await findAnalysis(key, request);
    const { waveform, scores, curves = null } = known;
    if (waveform && scores && (curves || !request.curves)) {
      return { key, ...waveform, scores, curves, warnings: [] };
    }
    const analysis = await pass(audio, key, request, known);
    await keepAnalysis(analysis);
    return analysis;
  }, request.signal);
}

/**
 * A file's whole sound, mono at 16 kHz, −1…1; for short ones, 64 kB a second.
 * @throws AppError as {@link analyseAudio}.
 */
export function readSound(audio: Blob, signal?: AbortSignal): Promise<Float32Array> {
  return passes.run(async () => {
    await threads.audio.call((media) => media.openAudio(audio, signal), signal);
    try {
      const read = () => threads.audio.call((media) => media.readPcm16k(signal), signal);
      const blocks: Float32Array[] = [];
      for (let block = await read(); block !== null; block = await read()) blocks.push(block);
      const sound = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
      let at = 0;
      for (const block of blocks) {
        sound.set(block, at);
        at += block.length;
      }
      return sound;
    } finally {
      await threads.audio.call((media) => media.closeAudio()).catch(() => undefined);
    }
  }, signal);
}

/** Frees the memory of speech detection and mouth curves, about 200 MB, as soon as no file is being read. */
export function endSpeechThreads(): Promise<void> {
  return passes.run(() => {
    threads.vad.stop();
    threads.curves.stop();
    return Promise.resolve();
  });
}

/** Works out what is not known yet. */
async function pass(
  audio: Blob,
  key: string,
  request: AnalysisRequest,
  known: KnownAnalysis,
): Promise<AudioAnalysis> {
  const { signal } = request;
  const wanted = { scores: !known.scores, curves: request.curves && !known.curves };
  const warnings: Warning[] = [];
  const info = await threads.audio.call((media) => media.openAudio(audio, signal), signal);
  try {
    if (wanted.scores) await startSpeechDetection(request.vadEngine, warnings, signal);
    if (wanted.curves) await startMouthCurves(signal);
    const peaks = await streamBlocks(request, wanted, info.estimatedDuration ?? 0);
    const { duration, samples } = await threads.audio.call((media) => media.audioLength(), signal);
    if (samples === 0) throw emptyAudio('The file holds no sound.');
    const scores = known.scores ?? (await threads.vad.call((vad) => vad.finish(), signal));
    const frames = framesOfSeconds(duration);
    const curves = wanted.curves
      ? await threads.curves.call((net) => net.finish(frames), signal)
      : (known.curves ?? null);
    return { key, duration, peaks, scores, curves, warnings };
  } finally {
    await threads.audio.call((media) => media.closeAudio()).catch(() => undefined);
  }
}

/** Sends every block to the networks that want it; returns the waveform. */
async function streamBlocks(
  { signal, onProgress }: AnalysisRequest,
  wanted: { scores: boolean; curves: boolean },
  estimate: number,
): Promise<Float32Array> {
  const read = () => threads.audio.call((media) => media.readPcm16k(signal), signal);
  const peaks = new PeakCollector();
  let seconds = 0;
  let coming = read();
  for (let block = await coming; block !== null; block = await coming) {
    // The next block is decoded while the networks work on this one.
    coming = read();
    coming.catch(() => undefined);
    peaks.push(block);
    seconds += block.length / SAMPLE_RATE;
    await Promise.all([
      wanted.scores && pushToVad(block.slice(), signal),
      wanted.curves && pushToCurves(block.slice(), signal),
    ]);
    onProgress?.(seconds, Math.max(seconds, estimate));
  }
  return peaks.finish();
}

const pushToVad = (pcm: Float32Array, signal?: AbortSignal) =>
  threads.vad.call((vad) => vad.push(transfer(pcm, [pcm.buffer])), signal);

const pushToCurves = (pcm: Float32Array, signal?: AbortSignal) =>
  threads.curves.call((net) => net.push(transfer(pcm, [pcm.buffer])), signal);

/** Silero, or the energy detector when its weights cannot be had or run: said, not hidden. */
async function startSpeechDetection(
  engine: VadEngineName,
  warnings: Warning[],
  signal?: AbortSignal,
): Promise<void> {
  try {
    const url = engine === 'silero' ? modelUrl('silero-vad') : undefined;
    await threads.vad.load(async (vad) => vad.load(engine, await url), signal);
  } catch (error) {
    if (engine === 'energy' || isAbort(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const message = `Speech is detected by loudness, since Silero could not be used: ${why}`;
    warnings.push({ code: 'vad-fallback', message });
    await threads.vad.call((vad) => vad.load('energy'), signal);
  }
  await threads.vad.call((vad) => vad.start(), signal);
}

async function startMouthCurves(signal?: AbortSignal): Promise<void> {
  const [encoder, head] = await Promise.all([
    modelUrl('moonshine-cut'),
    modelUrl('mouth-curves-head'),
  ]);
  await threads.curves.load((net) => net.load({ encoder, head }), signal);
  await threads.curves.call((net) => net.start(), signal);
}

function emptyAudio(message: string): AppError {
  return new AppError('empty-audio', message, {
    hint: 'Choose a file with sound in it, or record some speech.',
    stage: 'speech',
  });
}
