import { MEL_BANDS, MelStream } from '../../core/audio/mel';
import { RowBuffer } from '../../core/lipsync/packs/row-buffer';
import type { AudioFeatures } from './audio-features';

/** Mel frames, 80 a second. */
export class MelFeatures implements AudioFeatures {
  readonly #mel = new MelStream();
  readonly #rows = new RowBuffer(MEL_BANDS);
  #first = 0;

  push(pcm: Float32Array): number {
    this.#append(this.#mel.push(pcm));
    return this.#rows.end;
  }

  finish(): number {
    this.#append(this.#mel.finish());
    return this.#rows.end;
  }

  forgetBefore(first: number): void {
    this.#first = first;
    this.#rows.forgetBefore(first);
  }

  rows(first: number, end: number): Promise<Float32Array> {
    return Promise.resolve(this.#rows.slice(first, Math.min(end, this.#rows.end)));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  #append(frames: Float32Array): void {
    this.#rows.append(frames);
    this.#rows.forgetBefore(this.#first);
  }
}
