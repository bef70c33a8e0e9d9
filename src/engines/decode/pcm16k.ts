import { downmixToMono } from '../../core/audio/downmix';
import { PeakCollector } from '../../core/audio/peaks';
import { Resampler } from '../../core/audio/resample';
import { framesOfSeconds, SAMPLE_RATE } from '../../core/time/units';
import type { AudioLength } from '../../workers/protocol/media';
import { abortError } from '../../workers/protocol/errors';
import type { AudioSource } from './audio-source';
import { emptyAudio } from './media-input';

/** Samples of a block: 10 s at 16 kHz. */
const PCM_BLOCK_SAMPLES = 10 * SAMPLE_RATE;

/** Reads a source as 16 kHz mono blocks, and learns its true length and its waveform on the way. */
export class Pcm16kReader {
  readonly #source: AudioSource;
  readonly #blocks: AsyncGenerator<Float32Array[], void, undefined>;
  readonly #resampler: Resampler;
  readonly #peaks = new PeakCollector();
  #block = new Float32Array(PCM_BLOCK_SAMPLES);
  #filled = 0;
  #samples = 0;
  #ended = false;
  /** Resampled samples that did not fit the current block. */
  #overflow = new Float32Array(0);

  constructor(source: AudioSource) {
    this.#source = source;
    this.#blocks = source.blocks();
    this.#resampler = new Resampler(source.sampleRate, SAMPLE_RATE);
  }

  /**
   * The next block of 10 s, the last one shorter; null at the end.
   * Throws empty-audio at the end of a sound too short for a single frame of video.
   */
  async next(signal?: AbortSignal): Promise<Float32Array | null> {
    while (this.#filled < PCM_BLOCK_SAMPLES) {
      if (this.#overflow.length > 0) {
        this.#take();
        continue;
      }
      if (this.#ended) break;
      if (signal?.aborted) throw abortError();
      const { value: planes } = await this.#blocks.next();
      if (planes) {
        this.#samples += planes[0]?.length ?? 0;
        this.#overflow = this.#resampler.push(downmixToMono(planes));
      } else {
        this.#ended = true;
        this.#overflow = this.#resampler.flush();
        if (framesOfSeconds(this.length().duration) === 0) throw emptyAudio();
      }
    }
    if (this.#filled === 0) return null;
    const full = this.#block.subarray(0, this.#filled);
    this.#block = new Float32Array(PCM_BLOCK_SAMPLES);
    this.#filled = 0;
    this.#peaks.push(full);
    return full.length === PCM_BLOCK_SAMPLES ? full : full.slice();
  }

  /** The decoded length; RangeError before the end has been reached. */
  length(): AudioLength {
    if (!this.#ended) throw new RangeError('The length is known only at the end of the sound.');
    const { sampleRate } = this.#source;
    return { samples: this.#samples, sampleRate, duration: this.#samples / sampleRate };
  }

  /** The waveform of all that was read: Float32Array [ceil(duration · 50)], 0–1. */
  peaks(): Float32Array<ArrayBuffer> {
    return this.#peaks.finish();
  }

  #take(): void {
    const room = PCM_BLOCK_SAMPLES - this.#filled;
    const part = this.#overflow.subarray(0, room);
    this.#block.set(part, this.#filled);
    this.#filled += part.length;
    this.#overflow = this.#overflow.subarray(part.length);
  }
}
