import { transfer } from 'comlink';
import {
  rowsOfFrames,
  type FeatureLayout,
  type FrameFeatures,
} from '../core/lipsync/packs/feature-layout';
import { threads } from './threads';

/** What a model pack hears, and the encoder that makes it; null for mel frames. */
export interface HeardFeatures {
  layout: FeatureLayout;
  encoderUrl: string | null;
}

/**
 * The audio features of a job, read along with its rendering: the sound is decoded a second time, block by block, and
 * of the features only those of the stretch being rendered are kept.
 */
export class SpeechFeatures {
  readonly #audio: Blob;
  readonly #heard: HeardFeatures;
  #opened = false;
  /** Rows that could be asked for by now; of the whole sound once it has ended. */
  #known = 0;
  #total: number | null = null;
  #firstRow = 0;

  constructor(audio: Blob, heard: HeardFeatures) {
    this.#audio = audio;
    this.#heard = heard;
  }

  /**
   * The features around the output frames [first, end). Stretches come in order; going back starts the sound anew.
   * @throws AppError `model-missing`, `bad-model`, and what reading the sound throws.
   */
  async around(
    frames: { first: number; end: number },
    signal?: AbortSignal,
  ): Promise<FrameFeatures> {
    try {
      return await this.#read(frames, signal);
    } catch (error) {
      // A block may have been lost: the next call starts the sound anew.
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    if (!this.#opened) return;
    this.#opened = false;
    await threads.sound.call((media) => media.closeAudio()).catch(() => undefined);
  }

  async #read(
    frames: { first: number; end: number },
    signal?: AbortSignal,
  ): Promise<FrameFeatures> {
    const { layout } = this.#heard;
    const { first, end } = rowsOfFrames(layout, frames);
    if (!this.#opened || first < this.#firstRow) await this.#open(signal);
    await threads.features.call((net) => net.forgetBefore(first), signal);
    this.#firstRow = first;
    while (this.#total === null && this.#known < end) await this.#readBlock(signal);
    const rows = await threads.features.call((net) => net.rows(first, end), signal);
    return { layout, rows, firstRow: first, totalRows: this.#total };
  }

  async #open(signal?: AbortSignal): Promise<void> {
    await this.close();
    const { layout, encoderUrl } = this.#heard;
    const options = { kind: layout.kind, encoderUrl };
    await threads.features.load((net) => net.start(options), signal);
    await threads.sound.call((media) => media.openAudio(this.#audio, signal), signal);
    this.#opened = true;
    this.#known = 0;
    this.#total = null;
  }

  async #readBlock(signal?: AbortSignal): Promise<void> {
    const pcm = await threads.sound.call((media) => media.readPcm16k(signal), signal);
    if (pcm === null) {
      this.#total = await threads.features.call((net) => net.finish(), signal);
      return;
    }
    this.#known = await threads.features.call(
      (net) => net.push(transfer(pcm, [pcm.buffer])),
      signal,
    );
  }
}
