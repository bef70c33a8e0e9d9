import { FEATURE_ROWS } from '../../core/lipsync/packs/feature-layout';
import { RowBuffer } from '../../core/lipsync/packs/row-buffer';
import { SAMPLE_RATE } from '../../core/time/units';
import type { WindowEncoder } from './ave-features';
import type { AudioFeatures } from './audio-features';

/** Seconds that an encoder hears at a time: HuBERT is run on 1000 of its steps in Ultralight. */
const BLOCK_SECONDS = 20;

/** Samples by which its windows are longer than their step (HuBERT: 400 against 320). */
const OVERLAP = 80;

/** Fewest samples that an encoder is given: one HuBERT window of 400 would give a single step. */
const SHORTEST = 2 * 320 + OVERLAP;

/** HuBERT or WeNet: an encoder that hears the sound itself, in blocks of 20 s. */
export class PcmFeatures implements AudioFeatures {
  readonly #encoder: WindowEncoder;
  readonly #rowSize: number;
  readonly #blockRows: number;
  readonly #blockSamples: number;
  readonly #pcm = new RowBuffer(1);
  readonly #encoded = new Map<number, Float32Array>();
  #ended = false;
  #first = 0;

  constructor(kind: 'hubert' | 'wenet', encoder: WindowEncoder) {
    const { rowSize, rate } = FEATURE_ROWS[kind];
    this.#encoder = encoder;
    this.#rowSize = rowSize;
    this.#blockRows = BLOCK_SECONDS * rate;
    this.#blockSamples = BLOCK_SECONDS * SAMPLE_RATE;
  }

  push(pcm: Float32Array): number {
    this.#pcm.append(pcm);
    this.#forget();
    const blocks = Math.floor((this.#pcm.end - OVERLAP) / this.#blockSamples);
    return Math.max(0, blocks) * this.#blockRows;
  }

  finish(): number {
    this.#ended = true;
    return Math.ceil((this.#pcm.end * this.#blockRows) / this.#blockSamples);
  }

  forgetBefore(first: number): void {
    this.#first = first;
    this.#forget();
  }

  async rows(first: number, end: number): Promise<Float32Array> {
    const total = (this.#pcm.end * this.#blockRows) / this.#blockSamples;
    const last = this.#ended ? Math.min(end, Math.ceil(total)) : end;
    const rows = new Float32Array(Math.max(0, last - first) * this.#rowSize);
    for (let row = first; row < last;) {
      const block = Math.floor(row / this.#blockRows);
      const encoded = await this.#block(block);
      const from = row - block * this.#blockRows;
      const count = Math.min(last - row, this.#blockRows - from);
      const part = encoded.subarray(from * this.#rowSize, (from + count) * this.#rowSize);
      rows.set(part, (row - first) * this.#rowSize);
      row += count;
    }
    return rows;
  }

  dispose(): Promise<void> {
    return this.#encoder.release();
  }

  /** The block's rows; an encoder may give fewer at the end of the sound. */
  async #block(block: number): Promise<Float32Array> {
    const known = this.#encoded.get(block);
    if (known) return known;
    const start = block * this.#blockSamples;
    const end = Math.min(start + this.#blockSamples + OVERLAP, this.#pcm.end);
    const pcm = this.#pcm.slice(start, Math.max(end, start + SHORTEST));
    const encoded = await this.#encoder.encode(pcm, [1, pcm.length]);
    const whole = encoded.subarray(0, this.#blockRows * this.#rowSize);
    this.#encoded.set(block, whole);
    return whole;
  }

  #forget(): void {
    const block = Math.floor(this.#first / this.#blockRows);
    this.#pcm.forgetBefore(block * this.#blockSamples);
    for (const known of this.#encoded.keys()) if (known < block) this.#encoded.delete(known);
  }
}
