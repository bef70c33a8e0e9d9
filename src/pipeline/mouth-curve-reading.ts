import { transfer } from 'comlink';
import { BLOCK_FRAMES } from '../core/lipsync/curve-blocks';
import { CurveAudioCutter, joinCurves, type CurveAudio } from '../core/lipsync/curve-audio';
import { CURVE_COUNT } from '../core/lipsync/curve-window';
import { modelUrl } from '../platform/model-store';
import { abortError, AppError, type ErrorCode } from '../workers/protocol/errors';
import type { SpeechEncoders } from './audio-analysis';
import { BoundedQueue } from './bounded-queue';
import { cpuThreads } from './capabilities';
import { Change } from './change';
import type { CurveRead, CurveStream } from './curve-stream';
import { raceAbort } from './job-queue';
import { threads } from './threads';

/**
 * Windows of 10 s that may wait for a thread. Three minutes of speech fit in, so that speech detection, which is
 * quicker, is done with them early and a job begins; they take 15 MB.
 */
const MOST_WAITING = 24;

type CurveThread = (typeof threads.curves)[number];

/** Two models that hear together, by their ids in public/models/manifest.json, and their share of the mean. */
interface HearingModels {
  encoder: string;
  head: string;
  weight: number;
}

const BASE = { encoder: 'moonshine-base-cut', head: 'mouth-curves-head-base' };
const TINY = { encoder: 'moonshine-tiny-cut', head: 'mouth-curves-head-tiny' };

/** Of the shares from 0.5 to 0.8 in tenths, 0.7 errs least on the voices that are chosen on (tools/speech/README.md). */
const MODELS: Record<SpeechEncoders, readonly HearingModels[]> = {
  base: [{ ...BASE, weight: 1 }],
  'base+tiny': [
    { ...BASE, weight: 0.7 },
    { ...TINY, weight: 0.3 },
  ],
};

/** What reads the curves, and why it is not what was asked for. */
export interface ChosenEncoders {
  encoders: SpeechEncoders;
  /** `model-missing` or `offline-missing`: the second networks are not on the device and cannot be fetched. */
  lacking?: AppError;
}

const LACKING: readonly ErrorCode[] = ['model-missing', 'offline-missing'];

/** A caller that waits for this many frames is worth a second thread: more than a segment of a video needs. */
const FAR_AHEAD = 3 * BLOCK_FRAMES;

export interface MouthCurveOptions {
  /** Default: base. */
  encoders?: SpeechEncoders | undefined;
  /** Default: as many as there is work for. */
  mostThreads?: number | undefined;
  signal?: AbortSignal | undefined;
  /**
   * Whether the curves are taken as they come. One thread reads them several times as fast as frames are made of them, and
   * leaves the other cores to speech detection and the frames; another one helps only where somebody waits for many, or
   * where the speech is so long that its detection waits for the curves.
   */
  followed?: boolean | undefined;
  /** Told the frames of curves made so far. */
  onFrames?: (frames: number) => void;
}

/** The mouth curves of one file, its blocks read side by side on as many threads as there is work for. */
export class MouthCurveReading implements CurveStream {
  /** Known once the first thread has loaded its networks; rejects as {@link push} does. */
  readonly chosen: Promise<ChosenEncoders>;
  readonly #signal: AbortSignal | undefined;
  readonly #onFrames: (frames: number) => void;
  readonly #followed: boolean;
  readonly #cutter = new CurveAudioCutter();
  readonly #windows = new BoundedQueue<CurveAudio>(MOST_WAITING);
  readonly #idle: CurveThread[];
  readonly #blocks: Float32Array[] = [];
  readonly #reading: Promise<void>[] = [];
  readonly #change = new Change();
  #frames = 0;
  /** Blocks from the first one on without a gap. */
  #gapless = 0;
  #ended = false;
  #failure: Error | undefined;

  /** Begins to load the networks; what goes wrong there is thrown by {@link push} or {@link finish}. */
  constructor({
    encoders = 'base',
    mostThreads = Infinity,
    signal,
    followed = false,
    onFrames = () => undefined,
  }: MouthCurveOptions = {}) {
    this.#idle = threads.curves.slice(0, Math.min(cpuThreads(), mostThreads));
    this.#signal = signal;
    this.#followed = followed;
    this.#onFrames = onFrames;
    this.chosen = this.#choose(encoders);
    this.#useAnotherThread();
  }

  /**
   * Takes the next block of mono PCM at 16 kHz; waits while the threads have enough before them.
   * @throws AppError `model-missing`, `bad-model`, `worker-crashed`; AbortError when cancelled.
   */
  async push(pcm: Float32Array): Promise<void> {
    for (const audio of this.#cutter.push(pcm)) await this.#put(audio);
  }

  /**
   * Ends the file.
   * @returns Float32Array [totalFrames × 7], 0–1, at rest behind the end of the audio.
   * @throws as {@link push} does.
   */
  async finish(totalFrames: number): Promise<Float32Array> {
    for (const audio of this.#cutter.finish(totalFrames)) await this.#put(audio);
    this.#windows.close();
    await Promise.all(this.#reading);
    this.#ended = true;
    this.#change.tell();
    return joinCurves(this.#blocks, totalFrames);
  }

  /** The first frames are there while later ones are still read. */
  async between(first: number, end: number, { signal, onFrames }: CurveRead = {}) {
    while (!this.#ended && this.#gapless * BLOCK_FRAMES < end) {
      if (this.#failure) throw this.#failure;
      if (end - this.#gapless * BLOCK_FRAMES > FAR_AHEAD) this.#useAnotherThread();
      onFrames?.(Math.min(this.#frames, end));
      await raceAbort(this.#change.next(), signal);
    }
    return joinCurves(this.#blocks, end).subarray(first * CURVE_COUNT);
  }

  /** Forgets what waits; a block that a thread works on is worked out, or ended by the signal. */
  stop(): void {
    if (!this.#ended) this.#fail(abortError());
  }

  #fail(reason: Error): void {
    this.#failure ??= reason;
    this.#windows.fail(reason);
    this.#change.tell();
  }

  async #put(audio: CurveAudio): Promise<void> {
    // Short speech needs, and loads, one thread only.
    const enough = this.#followed ? MOST_WAITING : 1;
    if (this.#windows.waiting >= enough) this.#useAnotherThread();
    await this.#windows.put(audio);
  }

  #useAnotherThread(): void {
    const thread = this.#idle.shift();
    if (thread === undefined) return;
    const reading = this.#read(thread);
    reading.catch((error: unknown) => {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.#reading.push(reading);
  }

  /** The encoders that were asked for, or the one that the main job brings along where the other cannot be had. */
  async #choose(wanted: SpeechEncoders): Promise<ChosenEncoders> {
    const [first] = this.#idle;
    if (first === undefined || wanted === 'base') return { encoders: wanted };
    try {
      await load(first, wanted, this.#signal);
      return { encoders: wanted };
    } catch (error) {
      if (!(error instanceof AppError && LACKING.includes(error.code))) throw error;
      return { encoders: 'base', lacking: error };
    }
  }

  async #read(thread: CurveThread): Promise<void> {
    const signal = this.#signal;
    const { encoders } = await this.chosen;
    await load(thread, encoders, signal);
    for (;;) {
      const audio = await this.#windows.take();
      if (audio === undefined) return;
      const { index, block, pcm } = audio;
      this.#blocks[index] = await thread.call(
        (net) => net.read(transfer(pcm, [pcm.buffer]), block),
        signal,
      );
      this.#frames += block.end - block.start;
      while (this.#blocks[this.#gapless] !== undefined) this.#gapless += 1;
      this.#onFrames(this.#frames);
      this.#change.tell();
    }
  }
}

/** Makes a thread's networks ready; those it has already cost nothing. */
async function load(thread: CurveThread, name: SpeechEncoders, signal?: AbortSignal) {
  const models = await Promise.all(
    MODELS[name].map(async ({ encoder, head, weight }) => ({
      encoder: await modelUrl(encoder),
      head: await modelUrl(head),
      weight,
    })),
  );
  await thread.load((net) => net.load(models), signal);
}
