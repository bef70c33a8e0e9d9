import { transfer } from 'comlink';
import { CurveAudioCutter, joinCurves, type CurveAudio } from '../core/lipsync/curve-audio';
import { modelUrl } from '../platform/model-store';
import { abortError } from '../workers/protocol/errors';
import { BoundedQueue } from './bounded-queue';
import { cpuThreads } from './capabilities';
import { threads } from './threads';

/**
 * Windows of 10 s that may wait for a thread. A minute of speech fits in, so that speech detection, which is quicker,
 * is done with it early; they take 5 MB.
 */
const MOST_WAITING = 8;

type CurveThread = (typeof threads.curves)[number];

export interface MouthCurveOptions {
  signal?: AbortSignal | undefined;
  /** Told the frames of curves made so far. */
  onFrames?: (frames: number) => void;
}

/** The mouth curves of one file, its blocks read side by side on as many threads as there is work for. */
export class MouthCurveReading {
  readonly #signal: AbortSignal | undefined;
  readonly #onFrames: (frames: number) => void;
  readonly #cutter = new CurveAudioCutter();
  readonly #windows = new BoundedQueue<CurveAudio>(MOST_WAITING);
  readonly #idle = threads.curves.slice(0, cpuThreads());
  readonly #blocks: Float32Array[] = [];
  readonly #reading: Promise<void>[] = [];
  #frames = 0;

  /** Begins to load the networks; what goes wrong there is thrown by {@link push} or {@link finish}. */
  constructor({ signal, onFrames = () => undefined }: MouthCurveOptions = {}) {
    this.#signal = signal;
    this.#onFrames = onFrames;
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
    return joinCurves(this.#blocks, totalFrames);
  }

  /** Forgets what waits; a block that a thread works on is worked out, or ended by the signal. */
  stop(): void {
    this.#windows.fail(abortError());
  }

  async #put(audio: CurveAudio): Promise<void> {
    // Short speech needs, and loads, one thread only.
    if (this.#windows.waiting > 0) this.#useAnotherThread();
    await this.#windows.put(audio);
  }

  #useAnotherThread(): void {
    const thread = this.#idle.shift();
    if (thread === undefined) return;
    const reading = this.#read(thread);
    reading.catch((error: unknown) => {
      this.#windows.fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.#reading.push(reading);
  }

  async #read(thread: CurveThread): Promise<void> {
    const signal = this.#signal;
    const [encoder, head] = await Promise.all([
      modelUrl('moonshine-cut'),
      modelUrl('mouth-curves-head'),
    ]);
    await thread.load((net) => net.load({ encoder, head }), signal);
    for (;;) {
      const audio = await this.#windows.take();
      if (audio === undefined) return;
      const { index, block, pcm } = audio;
      this.#blocks[index] = await thread.call(
        (net) => net.read(transfer(pcm, [pcm.buffer]), block),
        signal,
      );
      this.#frames += block.end - block.start;
      this.#onFrames(this.#frames);
    }
  }
}
