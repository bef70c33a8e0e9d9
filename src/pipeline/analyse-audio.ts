import { contentKey } from '../platform/storage/content-key';
import { isAbort } from '../workers/protocol/errors';
import type { AnalysisRequest, AudioAnalysis, HeardAudio } from './audio-analysis';
import { findAnalysis, keepCurves, keepHeard } from './analysis-cache';
import { audioPass } from './audio-pass';
import { emptyAudio } from './empty-audio';
import { JobQueue, raceAbort } from './job-queue';
import { threads } from './threads';

/** One pass at a time: the audio and speech threads each hold one file. */
const passes = new JobQueue();

/** What passes asked for so far will have heard, by engine and content; some of them are done before the pass ends. */
const hearing = new Map<string, Promise<HeardAudio>>();

/**
 * Speech scores, waveform and, where asked for, mouth curves of a file in a single streamed pass, so that an hour
 * takes no more memory than a minute. Cached by content; asking again, with another threshold say, costs nothing,
 * and asking for more works out only what is missing.
 *
 * @throws AppError unsupported-media, corrupt-media, no-audio, empty-audio, model-missing.
 */
export async function analyseAudio(audio: Blob, request: AnalysisRequest): Promise<AudioAnalysis> {
  return analysisOf(audio, await keyOf(audio), request).whole;
}

/**
 * Scores and waveform as soon as they are there. With `curves` the pass goes on to work them out for the job to come;
 * where they cannot be had, the rest is still heard.
 * @throws AppError as {@link analyseAudio} does.
 */
export async function hearAudio(audio: Blob, request: AnalysisRequest): Promise<HeardAudio> {
  const { signal } = request;
  const key = await keyOf(audio);
  const unlessCancelled = (error: unknown): undefined => {
    if (signal?.aborted === true) throw error;
  };
  // Another caller's pass may fail for reasons of its own, such as a cancel.
  const shared = hearing.get(hearingKey(key, request));
  const heard = shared && (await raceAbort(shared, signal).catch(unlessCancelled));
  if (heard) return heard;
  try {
    return await analysisOf(audio, key, request).heard;
  } catch (error) {
    if (!request.curves || isAbort(error)) throw error;
    return analysisOf(audio, key, { ...request, curves: false }).heard;
  }
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

/** Frees the memory of speech detection and mouth curves, about 250 MB, as soon as no file is being read. */
export function endSpeechThreads(): Promise<void> {
  return passes.run(() => {
    threads.vad.stop();
    for (const thread of threads.curves) thread.stop();
    return Promise.resolve();
  });
}

async function keyOf(audio: Blob): Promise<string> {
  if (audio.size === 0) throw emptyAudio('The file is empty.');
  return contentKey(audio);
}

const hearingKey = (key: string, { vadEngine }: AnalysisRequest) => `${vadEngine}/${key}`;

/** Takes its turn among the passes; neither promise needs to be waited for. */
function analysisOf(
  audio: Blob,
  key: string,
  request: AnalysisRequest,
): { heard: Promise<HeardAudio>; whole: Promise<AudioAnalysis> } {
  let tell: (heard: HeardAudio) => void = () => undefined;
  const told = new Promise<HeardAudio>((resolve) => (tell = resolve));
  const whole = passes.run(() => analysis(audio, key, request, tell), request.signal);
  const heard = Promise.race([told, whole]);
  const id = hearingKey(key, request);
  hearing.set(id, heard);
  const forget = () => {
    if (hearing.get(id) === heard) hearing.delete(id);
  };
  heard.then(forget, forget);
  return { heard, whole };
}

async function analysis(
  audio: Blob,
  key: string,
  request: AnalysisRequest,
  tell: (heard: HeardAudio) => void,
): Promise<AudioAnalysis> {
  const known = await findAnalysis(key, request);
  const { waveform, scores, curves = null } = known;
  if (waveform && scores) {
    const heard = { key, ...waveform, scores };
    tell(heard);
    if (curves || !request.curves) return { ...heard, curves, warnings: [] };
  }
  const found = await audioPass(audio, key, request, known, async (heard) => {
    await keepHeard(heard);
    tell(heard);
  });
  if (found.curves !== null && curves === null) await keepCurves(key, found.curves);
  return found;
}
