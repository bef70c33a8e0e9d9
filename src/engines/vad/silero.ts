import { SAMPLE_RATE } from '../../core/time/units';
import { BlockReader } from './blocks';
import { ScoreList } from './score-list';
import type { VadEngine } from './vad-engine';

/** New samples a step at 16 kHz, and samples of the step before that the network must see again (Silero v5, v6). */
export const SILERO_HOP = 512;
export const SILERO_CONTEXT = 64;
/** Values of the recurrent state, shape [2, 1, 128]. */
const SILERO_STATE = 2 * 128;

/** One step of the Silero network; runtimes implement it. */
export interface SileroNetwork {
  /**
   * @param input Float32Array [64 + 512], PCM at 16 kHz.
   * @param state Float32Array [2 × 1 × 128] of the step before, zeros at first.
   */
  step(input: Float32Array, state: Float32Array): Promise<{ score: number; state: Float32Array }>;
  release(): Promise<void>;
}

/** Silero VAD v6: a small recurrent network, robust against noise and music. */
export class SileroVad implements VadEngine {
  readonly name = 'silero';
  readonly scoreHop = SILERO_HOP / SAMPLE_RATE;
  readonly #network: SileroNetwork;
  readonly #scores = new ScoreList();
  #blocks = fileStart();
  #state = new Float32Array(SILERO_STATE);

  constructor(network: SileroNetwork) {
    this.#network = network;
  }

  async push(pcm: Float32Array): Promise<void> {
    for (const block of this.#blocks.push(pcm)) await this.#score(block);
  }

  async finish(): Promise<Float32Array> {
    if (this.#blocks.waiting > SILERO_CONTEXT) await this.#score(this.#blocks.flush());
    const scores = this.#scores.toArray();
    this.reset();
    return scores;
  }

  reset(): void {
    this.#scores.clear();
    this.#blocks = fileStart();
    this.#state = new Float32Array(SILERO_STATE);
  }

  async dispose(): Promise<void> {
    this.reset();
    await this.#network.release();
  }

  async #score(block: Float32Array): Promise<void> {
    const { score, state } = await this.#network.step(block.slice(), this.#state);
    this.#state = new Float32Array(state);
    this.#scores.push(score);
  }
}

/** The first step's context is silence. */
function fileStart(): BlockReader {
  return new BlockReader(SILERO_CONTEXT + SILERO_HOP, SILERO_HOP, SILERO_CONTEXT);
}
