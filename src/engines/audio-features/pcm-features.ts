import { FEATURE_ROWS } from '../../core/lipsync/packs/feature-layout';
import { RowBuffer } from '../../core/lipsync/packs/row-buffer';
import { SAMPLE_RATE } from '../../core/time/units';
import type { WindowEncoder } from './ave-features';
import type { AudioFeatures } from './audio-features';

/** Seconds that an encoder hears at a time: HuBERT is run on 1000 of its steps in Ultralight. */
const BLOCK_SECONDS = 20;

/** Fewest samples that an encoder is given: one HuBERT window of 400 would give a single step, half a row. */
const SHORTEST = 2 * 320 + 80;

interface Hearing {
  /** Samples before and after a block that its rows hear, too; `before` is a number of whole rows. */
  before: number;
  after: number;
  /** Rows of a sound, as the original makes them. */
  rows(samples: number): number;
}

const HEARING: Readonly<Record<'hubert' | 'wenet', Hearing>> = {
  // Windows of 400 samples every 320; Ultralight cuts a long sound into the same blocks, and drops an odd last step.
  hubert: { before: 0, after: 80, rows: (samples) => Math.floor((samples - 80) / 640) },
  // Row k hears 67 filter bank frames from sample 800 · k − 5120 on, to sample 800 · k + 5840. A sound has 65 frames
  // more than whole steps of 160 samples, 5120 and 5600 samples of silence being put around it.
  wenet: {
    before: 7 * 800,
    after: 5840,
    rows: (samples) => Math.ceil((Math.floor((samples + 80) / 160) + 3) / 5),
  },
};

/** HuBERT or WeNet: an encoder that hears the sound itself, in blocks of 20 s. */
export class PcmFeatures implements AudioFeatures {
  readonly #encoder: WindowEncoder;
  readonly #rowSize: number;
  readonly #blockRows: number;
  readonly #blockSamples: number;
  readonly #hearing: Hearing;
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
    this.#hearing = HEARING[kind];
  }

  push(pcm: Float32Array): number {
    this.#pcm.append(pcm);
    this.#forget();
    const blocks = Math.floor((this.#pcm.end - this.#hearing.after) / this.#blockSamples);
    return Math.max(0, blocks) * this.#blockRows;
  }

  finish(): number {
    this.#ended = true;
    return this.#totalRows;
  }

  forgetBefore(first: number): void {
    this.#first = first;
    this.#forget();
  }

  async rows(first: number, end: number): Promise<Float32Array> {
    const last = this.#ended ? Math.min(end, this.#totalRows) : end;
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

  get #totalRows(): number {
    return Math.max(1, this.#hearing.rows(this.#pcm.end));
  }

  /** The block's rows; an encoder may give fewer at the end of the sound. */
  async #block(block: number): Promise<Float32Array> {
    const known = this.#encoded.get(block);
    if (known) return known;
    const { before, after } = this.#hearing;
    const start = block * this.#blockSamples;
    const from = Math.max(0, start - before);
    const end = Math.min(start + this.#blockSamples + after, this.#pcm.end);
    const pcm = this.#pcm.slice(from, Math.max(end, from + SHORTEST));
    const encoded = await this.#encoder.encode(pcm, [1, pcm.length]);
    const first = ((start - from) * this.#blockRows) / this.#blockSamples;
    const whole = encoded.subarray(
      first * this.#rowSize,
      (first + this.#blockRows) * this.#rowSize,
    );
    this.#encoded.set(block, whole);
    return whole;
  }

  #forget(): void {
    const block = Math.floor(this.#first / this.#blockRows);
    this.#pcm.forgetBefore(block * this.#blockSamples - this.#hearing.before);
    for (const known of this.#encoded.keys()) if (known < block) this.#encoded.delete(known);
  }
}
