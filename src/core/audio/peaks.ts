import { FPS, SAMPLE_RATE } from '../time/units';

/** Waveform peaks per second: finer than any screen shows of a minute, small for an hour. */
const PEAKS_PER_SECOND = 50;

/** Peaks under one video frame. */
export const PEAKS_PER_FRAME = PEAKS_PER_SECOND / FPS;

const SAMPLES_PER_PEAK = SAMPLE_RATE / PEAKS_PER_SECOND;

/** Collects the waveform's peaks (largest |sample| of every 20 ms) from blocks of any length. */
export class PeakCollector {
  #peaks: number[] = [];
  #current = 0;
  #filled = 0;

  /** @param pcm mono samples, −1…1, following those of the call before */
  push(pcm: Float32Array): void {
    for (const sample of pcm) {
      const level = Math.abs(sample);
      if (level > this.#current) this.#current = level;
      if (++this.#filled === SAMPLES_PER_PEAK) this.#close();
    }
  }

  /** Float32Array [ceil(seconds · 50)], 0–1. */
  finish(): Float32Array<ArrayBuffer> {
    if (this.#filled > 0) this.#close();
    return Float32Array.from(this.#peaks);
  }

  #close(): void {
    this.#peaks.push(this.#current);
    this.#current = 0;
    this.#filled = 0;
  }
}
