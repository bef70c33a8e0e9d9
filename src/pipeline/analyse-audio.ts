import { contentKey } from '../platform/storage/content-key';
import { isAbort } from '../workers/protocol/errors';
import type {
  AnalysisRequest,
  AudioAnalysis,
  HeardAudio,
  Hearing,
  SpeechEncoders,
} from './audio-analysis';
import { findAnalysis, keepCurves, keepHeard } from './analysis-cache';
import { audioPass } from './audio-pass';
import { readCurves, sharedCurves, type CurveStream } from './curve-stream';
import { emptyAudio } from './empty-audio';
import { JobQueue, raceAbort } from './job-queue';
import { threads } from './threads';

/** One pass at a time: the audio and speech threads each hold one file. */
const passes = new JobQueue();

/** What passes under way will have heard, by engine and content, and its curves as far as they are read. */
const underWay = new Map<string, Promise<Hearing>>();

/**
 * Speech scores, waveform and, where asked for, mouth curves of a file in a single streamed pass, so that an hour
 * takes no more memory than a minute. Cached by content; asking again, with another threshold say, costs nothing,
 * and asking for more works out only what is missing.
 *
 * @throws AppError unsupported-media, corrupt-media, no-audio, empty-audio, model-missing.
 */
export async function analyseAudio(audio: Blob, request: AnalysisRequest): Promise<AudioAnalysis> {
  return analysisOf(audio, await keyOf(audio, request), request).whole;
}

/**
 * Scores and waveform as soon as they are there. With `curves` the pass goes on to work them out for the job to come;
 * where they cannot be had, the rest is still heard.
 * @throws AppError as {@link analyseAudio} does.
 */
export async function hearAudio(audio: Blob, request: AnalysisRequest): Promise<HeardAudio> {
  const key = await keyOf(audio, request);
  const shared = underWay.get(passKey(key, request));
  const hearing = shared && (await unlessItFails(shared, request.signal));
  if (hearing) return hearing.heard;
  try {
    return (await analysisOf(audio, key, request).hearing).heard;
  } catch (error) {
    if (!request.curves || isAbort(error)) throw error;
    return (await analysisOf(audio, key, { ...request, curves: null }).hearing).heard;
  }
}

/**
 * Scores and waveform as soon as they are there, and the mouth curves as they come: a job need not wait for those of
 * its end. Joins a pass that is under way and reads with the same encoders.
 * @throws AppError as {@link analyseAudio} does.
 */
export async function followSpeech(
  audio: Blob,
  encoders: SpeechEncoders,
  asked: Omit<AnalysisRequest, 'curves' | 'curvesLater'>,
): Promise<{ heard: HeardAudio; curves: CurveStream }> {
  const request = { ...asked, curves: encoders, curvesLater: true };
  const key = await keyOf(audio, request);
  const whole = async () => curvesOf(await analysisOf(audio, key, request).whole);
  const shared = underWay.get(passKey(key, request));
  const hearing = shared && (await unlessItFails(shared, request.signal));
  const read = hearing && (await unlessItFails(hearing.encoders, request.signal));
  if (hearing?.curves && read === encoders) {
    return { heard: hearing.heard, curves: sharedCurves(hearing.curves, whole) };
  }
  const own = analysisOf(audio, key, request);
  // What goes wrong later is told by the curves.
  own.whole.catch(() => undefined);
  const { heard, curves, encoders: reading } = await own.hearing;
  // The warnings are whole then.
  await raceAbort(reading, request.signal);
  return { heard, curves: curves ?? readCurves(curvesOf(await own.whole)) };
}

/** The mouth curves of an analysis that was asked for them. */
export function curvesOf({ curves }: AudioAnalysis): Float32Array {
  if (curves === null) throw new TypeError('The audio was analysed without mouth curves.');
  return curves;
}

/** Another caller's pass may fail for reasons of its own, such as a cancel: undefined then. */
function unlessItFails<T>(
  shared: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  return raceAbort(shared, signal).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    return undefined;
  });
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

/** Names what is heard, for the caches. */
async function keyOf(audio: Blob, { most }: Pick<AnalysisRequest, 'most'>): Promise<string> {
  if (audio.size === 0) throw emptyAudio('The file is empty.');
  const content = await contentKey(audio);
  return most === undefined ? content : `${content}@0-${most}`;
}

const passKey = (key: string, { vadEngine }: AnalysisRequest) => `${vadEngine}/${key}`;

/** Takes its turn among the passes; neither promise needs to be waited for. */
function analysisOf(
  audio: Blob,
  key: string,
  request: AnalysisRequest,
): { hearing: Promise<Hearing>; whole: Promise<AudioAnalysis> } {
  let tell: (hearing: Hearing) => void = () => undefined;
  const told = new Promise<Hearing>((resolve) => (tell = resolve));
  const whole = passes.run(() => analysis(audio, key, request, tell), request.signal);
  const failed = whole.then(() => told);
  const hearing = Promise.race([told, failed]);
  const id = passKey(key, request);
  underWay.set(id, hearing);
  const forget = () => {
    if (underWay.get(id) === hearing) underWay.delete(id);
  };
  whole.then(forget, forget);
  return { hearing, whole };
}

async function analysis(
  audio: Blob,
  key: string,
  request: AnalysisRequest,
  tell: (hearing: Hearing) => void,
): Promise<AudioAnalysis> {
  const known = await findAnalysis(key, request);
  const { waveform, scores, curves = null } = known;
  if (waveform && scores) {
    if (curves || !request.curves) {
      const heard = { key, ...waveform, scores, warnings: [] };
      const encoders = Promise.resolve(request.curves);
      tell({ heard, curves: curves && readCurves(curves), encoders });
      return { ...heard, curves, encoders: request.curves };
    }
  }
  let kept = Promise.resolve();
  const found = await audioPass(audio, key, request, known, (hearing) => {
    if (!waveform || !scores) kept = keepHeard(hearing.heard);
    kept.catch(() => undefined);
    tell(hearing);
  });
  await kept;
  if (found.curves !== null && found.encoders !== null && curves === null) {
    await keepCurves(key, found.encoders, found.curves);
  }
  return found;
}
