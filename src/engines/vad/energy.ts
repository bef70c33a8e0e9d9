import { SAMPLE_RATE } from '../../core/time/units';
import { BlockReader } from './blocks';
import { ScoreList } from './score-list';
import { energyScores } from '../../core/speech/energy-scores';
import type { VadEngine } from './vad-engine';

/** Frame and hop: 20 and 10 ms. */
const FRAME = 0.02 * SAMPLE_RATE;
const HOP = 0.01 * SAMPLE_RATE;

/** Speech by loudness alone: needs no model, works anywhere, and takes loud noise for speech. */
export class EnergyVad implements VadEngine {
  readonly name = 'energy';
  readonly scoreHop = HOP / SAMPLE_RATE;
  readonly #levels = new ScoreList();
  #blocks = new BlockReader(FRAME, HOP);
  #samples = 0;

  push(pcm: Float32Array): Promise<void> {
    this.#samples += pcm.length;
    for (const frame of this.#blocks.push(pcm)) this.#levels.push(decibels(frame));
    return Promise.resolve();
  }

  finish(): Promise<Float32Array> {
    const frames = Math.ceil(this.#samples / HOP);
    while (this.#levels.length < frames) this.#levels.push(this.#lastLevel());
    const scores = energyScores(this.#levels.toArray(), 1 / this.scoreHop);
    this.reset();
    return Promise.resolve(scores);
  }

  reset(): void {
    this.#levels.clear();
    this.#blocks = new BlockReader(FRAME, HOP);
    this.#samples = 0;
  }

  dispose(): Promise<void> {
    this.reset();
    return Promise.resolve();
  }

  /** The last frame reaches past the end of the audio: its level is that of what is there. */
  #lastLevel(): number {
    const waiting = Math.max(1, this.#blocks.waiting);
    return decibels(this.#blocks.flush().subarray(0, waiting));
  }
}

/** RMS level in dB of full scale; digital silence is −∞ cut off at −120. */
function decibels(frame: Float32Array): number {
  let energy = 0;
  for (const sample of frame) energy += sample * sample;
  return 10 * Math.log10(Math.max(energy / frame.length, 1e-12));
}
