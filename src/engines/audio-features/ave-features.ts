import { MEL_BANDS, MelStream } from '../../core/audio/mel';
import { AVE_WINDOW, aveRows, aveWindowStart } from '../../core/lipsync/packs/ave-rows';
import { FEATURE_ROWS } from '../../core/lipsync/packs/feature-layout';
import { melChunk } from '../../core/lipsync/packs/mel-chunk';
import { RowBuffer } from '../../core/lipsync/packs/row-buffer';
import type { AudioFeatures } from './audio-features';

/** What the features need of the encoder. */
export interface WindowEncoder {
  encode(values: Float32Array, shape: readonly number[]): Promise<Float32Array>;
  release(): Promise<void>;
}

/** The normalised mel value of silence. */
const SILENCE = -4;

const { rowSize } = FEATURE_ROWS.ave;

/** SyncTalk_2D's "ave" encoder: 512 values a video frame, out of windows of 16 mel frames. */
export class AveFeatures implements AudioFeatures {
  readonly #encoder: WindowEncoder;
  readonly #mel = new MelStream();
  readonly #frames = new RowBuffer(MEL_BANDS, SILENCE);
  /** Rows that neighbouring stretches share are encoded once. */
  readonly #encoded = new Map<number, Float32Array>();
  #melFrames = Infinity;
  #first = 0;

  constructor(encoder: WindowEncoder) {
    this.#encoder = encoder;
  }

  push(pcm: Float32Array): number {
    this.#append(this.#mel.push(pcm));
    let known = Math.floor((this.#frames.end - AVE_WINDOW) / 3.2);
    while (aveWindowStart(known, Infinity) + AVE_WINDOW <= this.#frames.end) known++;
    return Math.max(0, known);
  }

  finish(): number {
    this.#append(this.#mel.finish());
    this.#melFrames = this.#frames.end;
    return aveRows(this.#melFrames);
  }

  forgetBefore(first: number): void {
    this.#first = first;
    this.#forgetFrames();
    for (const row of this.#encoded.keys()) if (row < first) this.#encoded.delete(row);
  }

  async rows(first: number, end: number): Promise<Float32Array> {
    const last = this.#melFrames === Infinity ? end : Math.min(end, aveRows(this.#melFrames));
    const rows = new Float32Array(Math.max(0, last - first) * rowSize);
    for (let row = first; row < last; row++) {
      rows.set(await this.#row(row), (row - first) * rowSize);
    }
    return rows;
  }

  dispose(): Promise<void> {
    return this.#encoder.release();
  }

  async #row(row: number): Promise<Float32Array> {
    const known = this.#encoded.get(row);
    if (known) return known;
    const start = aveWindowStart(row, this.#melFrames);
    const window = melChunk(this.#frames.slice(start, start + AVE_WINDOW), MEL_BANDS);
    const encoded = await this.#encoder.encode(window, [1, 1, MEL_BANDS, AVE_WINDOW]);
    this.#encoded.set(row, encoded);
    return encoded;
  }

  #append(frames: Float32Array): void {
    this.#frames.append(frames);
    this.#forgetFrames();
  }

  /** At the end of the sound windows move back by as much as one window. */
  #forgetFrames(): void {
    this.#frames.forgetBefore(aveWindowStart(this.#first, Infinity) - AVE_WINDOW);
  }
}
