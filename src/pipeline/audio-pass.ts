import { transfer } from 'comlink';
import { FPS, framesOfSeconds, SAMPLE_RATE } from '../core/time/units';
import { modelUrl } from '../platform/model-store';
import { isAbort } from '../workers/protocol/errors';
import type {
  AnalysisRequest,
  AudioAnalysis,
  HeardAudio,
  Hearing,
  SpeechEncoders,
  VadEngineName,
} from './audio-analysis';
import type { KnownAnalysis } from './analysis-cache';
import { readCurves } from './curve-stream';
import { emptyAudio } from './empty-audio';
import { MouthCurveReading } from './mouth-curve-reading';
import { threads } from './threads';
import type { Warning } from './types';

/**
 * Reads a file once, front to back, in blocks of 10 s that are forgotten as soon as both networks have heard them.
 * Works out what is not known yet.
 * @param onHeard told scores and waveform before the curves are done, which take longer and can be followed.
 */
export async function audioPass(
  audio: Blob,
  key: string,
  request: AnalysisRequest,
  known: KnownAnalysis,
  onHeard: (hearing: Hearing) => void,
): Promise<AudioAnalysis> {
  const { signal, most } = request;
  const warnings: Warning[] = [];
  const info = await threads.audio.call((media) => media.openAudio(audio, signal, most), signal);
  const progress = new PassProgress(request, info.estimatedDuration ?? 0);
  const mouth =
    request.curves && !known.curves
      ? new MouthCurveReading({
          encoders: request.curves,
          mostThreads: request.curveThreads,
          signal,
          followed: request.curvesLater,
          onFrames: (frames) => progress.read(frames / FPS),
        })
      : null;
  if (mouth === null || request.curvesLater) progress.withoutCurves();
  const { waveform } = known;
  // Nobody who only wants to hear waits for the second networks, which may have to be fetched first.
  const encoders = mouth ? encodersOf(mouth, warnings) : Promise.resolve(request.curves);
  encoders.catch(() => undefined);
  const hear = (heard: HeardAudio) => {
    const curves = mouth ?? (known.curves ? readCurves(known.curves) : null);
    onHeard({ heard, curves, encoders });
  };
  try {
    if (waveform && known.scores) hear({ key, ...waveform, scores: known.scores, warnings });
    if (!known.scores) await startSpeechDetection(request.vadEngine, warnings, signal);
    await streamBlocks({ vad: !known.scores, mouth, progress, signal });
    const summary = await threads.audio.call((media) => media.audioSummary(), signal);
    const { duration, samples, peaks } = summary;
    if (samples === 0) throw emptyAudio('The file holds no sound.');
    const scores = known.scores ?? (await threads.vad.call((vad) => vad.finish(), signal));
    const heard = { key, duration, peaks, scores, warnings };
    // The audio thread is free for the job's own sound.
    await threads.audio.call((media) => media.closeAudio());
    const frames = framesOfSeconds(duration);
    if (!waveform || !known.scores) hear(heard);
    const curves = mouth ? await mouth.finish(frames) : (known.curves ?? null);
    return { ...heard, curves, encoders: await encoders };
  } finally {
    mouth?.stop();
    await threads.audio.call((media) => media.closeAudio()).catch(() => undefined);
  }
}

interface Listeners {
  vad: boolean;
  mouth: MouthCurveReading | null;
  progress: PassProgress;
  signal?: AbortSignal | undefined;
}

/** Sends every block to the networks that want it. */
async function streamBlocks({ vad, mouth, progress, signal }: Listeners): Promise<void> {
  const read = () => threads.audio.call((media) => media.readPcm16k(signal), signal);
  let coming = read();
  let judged = Promise.resolve();
  for (let block = await coming; block !== null; block = await coming) {
    // The next block is decoded while the networks work on this one.
    coming = read();
    coming.catch(() => undefined);
    await judged;
    if (vad) judged = pushToVad(block.slice(), signal);
    judged.catch(() => undefined);
    await mouth?.push(block);
    progress.heard(block.length / SAMPLE_RATE);
  }
  await judged;
}

const pushToVad = (pcm: Float32Array, signal?: AbortSignal) =>
  threads.vad.call((vad) => vad.push(transfer(pcm, [pcm.buffer])), signal);

/** How far the slower of the two networks is; the length of the file may only be guessed at first. */
class PassProgress {
  readonly #report: (done: number, total: number) => void;
  #total: number;
  #heard = 0;
  #read = 0;

  constructor({ onProgress = () => undefined }: AnalysisRequest, estimate: number) {
    this.#report = onProgress;
    this.#total = estimate;
  }

  /** No curves are read, or nobody waits for them yet. */
  withoutCurves(): void {
    this.#read = Infinity;
  }

  /** @param seconds given to speech detection since the last call. */
  heard(seconds: number): void {
    this.#heard += seconds;
    this.#tell();
  }

  /** @param seconds whose curves are there by now. */
  read(seconds: number): void {
    this.#read = seconds;
    this.#tell();
  }

  #tell(): void {
    this.#total = Math.max(this.#total, this.#heard);
    this.#report(Math.min(this.#heard, this.#read), this.#total);
  }
}

/** Who reads the curves: said, where it is not what the quality asks for. */
async function encodersOf(mouth: MouthCurveReading, warnings: Warning[]): Promise<SpeechEncoders> {
  const { encoders, lacking } = await mouth.chosen;
  if (lacking) {
    const message = `The mouth is heard as in the other qualities, since the second speech encoder of "best" could not be had: ${lacking.message}`;
    warnings.push({ code: 'hearing-fallback', message });
  }
  return encoders;
}

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
