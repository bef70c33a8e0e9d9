import { SAMPLE_RATE } from '../time/units';
import { Fourier } from './fourier';
import { melBands } from './mel-filters';

/** Values of a mel frame, and mel frames a second: 16,000 samples / 200. */
export const MEL_BANDS = 80;
export const MEL_RATE = 80;

/** The recipe of Wav2Lip and SyncTalk_2D; networks are only valid for the numbers they were trained with. */
const WINDOW = 800;
const HOP = SAMPLE_RATE / MEL_RATE;
const PRE_EMPHASIS = 0.97;
const LOWEST_HZ = 55;
const HIGHEST_HZ = 7600;
const QUIETEST = 1e-5;
const REFERENCE_DB = 20;
const FLOOR_DB = -100;
/** Values lie in −4…4. */
const LARGEST = 4;

/**
 * The mel spectrogram of speech as it comes, block by block: pre-emphasis, a spectrum of 800 samples under a periodic Hann
 * window every 200 samples, 80 Slaney bands, decibels, −4…4. Frame k is centred on sample 200·k; outside of the
 * audio there are zeros (as librosa from 0.10 on has it; older ones mirror the audio, which changes two frames at each end).
 */
export class MelStream {
  readonly #fourier = new Fourier(WINDOW);
  readonly #bands = melBands({
    bands: MEL_BANDS,
    low: LOWEST_HZ,
    high: HIGHEST_HZ,
    size: WINDOW,
    rate: SAMPLE_RATE,
  });
  readonly #hann = Float64Array.from(
    { length: WINDOW },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW),
  );
  readonly #windowed = new Float64Array(WINDOW);
  readonly #spectrum = new Float64Array(WINDOW / 2 + 1);
  /** Emphasised samples that coming frames need; starts with the zeros before the audio. */
  #waiting = new Float64Array(WINDOW / 2);
  #last = 0;

  /**
   * @param pcm mono at 16 kHz, any length.
   * @returns the frames that became known: Float32Array [frames × 80].
   */
  push(pcm: Float32Array): Float32Array {
    const samples = new Float64Array(this.#waiting.length + pcm.length);
    samples.set(this.#waiting);
    let at = this.#waiting.length;
    for (const sample of pcm) {
      samples[at++] = sample - PRE_EMPHASIS * this.#last;
      this.#last = sample;
    }
    return this.#frames(samples);
  }

  /** The frames that reach over the end of the audio; the stream starts anew. */
  finish(): Float32Array {
    const samples = new Float64Array(this.#waiting.length + WINDOW / 2);
    samples.set(this.#waiting);
    const frames = this.#frames(samples);
    this.#waiting = new Float64Array(WINDOW / 2);
    this.#last = 0;
    return frames;
  }

  #frames(samples: Float64Array): Float32Array {
    const count = Math.max(0, Math.floor((samples.length - WINDOW) / HOP) + 1);
    const frames = new Float32Array(count * MEL_BANDS);
    for (let k = 0; k < count; k++) {
      this.#analyse(
        samples.subarray(k * HOP, k * HOP + WINDOW),
        frames.subarray(k * MEL_BANDS, (k + 1) * MEL_BANDS),
      );
    }
    this.#waiting = samples.slice(count * HOP);
    return frames;
  }

  #analyse(samples: Float64Array, frame: Float32Array): void {
    for (let i = 0; i < WINDOW; i++) {
      this.#windowed[i] = (samples[i] as number) * (this.#hann[i] as number);
    }
    this.#fourier.magnitudes(this.#windowed, this.#spectrum);
    this.#bands.forEach(({ first, weights }, band) => {
      let power = 0;
      weights.forEach((weight, i) => {
        power += weight * (this.#spectrum[first + i] as number);
      });
      const decibels = 20 * Math.log10(Math.max(QUIETEST, power)) - REFERENCE_DB;
      const value = (2 * LARGEST * (decibels - FLOOR_DB)) / -FLOOR_DB - LARGEST;
      frame[band] = Math.min(LARGEST, Math.max(-LARGEST, value));
    });
  }
}
