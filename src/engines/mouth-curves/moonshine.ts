import { gateCurves } from '../../core/lipsync/closure-gate';
import {
  BLOCK_FRAMES,
  curveBlock,
  MARGIN_FRAMES,
  MIN_WINDOW_FRAMES,
  WINDOW_FRAMES,
  type CurveBlock,
} from '../../core/lipsync/curve-blocks';
import { CURVE_COUNT } from '../../core/lipsync/curve-window';
import { interpolateFeatures, STEPS_PER_FRAME } from '../../core/lipsync/features';
import { SAMPLES_PER_FRAME } from '../../core/time/units';
import type { MouthCurvesEngine } from './mouth-curves-engine';

/** The two networks; runtimes implement them. */
export interface MouthCurvesNetwork {
  /** Float32Array [samples] at 16 kHz → Float32Array [encoder steps × 288]. */
  encode(pcm: Float32Array): Promise<Float32Array>;
  /** Float32Array [2 · frames × 288] → raw curves [frames × 7] and closure probability [frames]. */
  readMouth(features: Float32Array): Promise<{ curves: Float32Array; closure: Float32Array }>;
  release(): Promise<void>;
}

/**
 * Curves from the first layers of the Moonshine speech encoder and a small head (docs/lip-sync.md), made
 * in blocks of 8 s; of the audio no more than one block with its margins is kept.
 */
export class MoonshineMouthCurves implements MouthCurvesEngine {
  readonly #network: MouthCurvesNetwork;
  readonly #audio = new Float32Array(WINDOW_FRAMES * SAMPLES_PER_FRAME);
  /** The frame at which #audio starts, and how many of its samples are there. */
  #audioStart = 0;
  #filled = 0;
  /** Finished curves, one array a block. */
  #blocks: Float32Array[] = [];

  constructor(network: MouthCurvesNetwork) {
    this.#network = network;
  }

  async push(pcm: Float32Array): Promise<void> {
    let at = 0;
    while (at < pcm.length) {
      const part = pcm.subarray(at, at + this.#audio.length - this.#filled);
      this.#audio.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      const block = curveBlock(this.#blocks.length, Infinity);
      if (this.#filled >= (block.windowEnd - this.#audioStart) * SAMPLES_PER_FRAME) {
        await this.#finishBlock(block);
      }
    }
  }

  async finish(totalFrames: number): Promise<Float32Array> {
    const frames = this.#audioStart + Math.ceil(this.#filled / SAMPLES_PER_FRAME);
    const wanted = Math.min(frames, totalFrames);
    while (this.#blocks.length * BLOCK_FRAMES < wanted) {
      const seen = Math.max(frames, MIN_WINDOW_FRAMES);
      await this.#finishBlock(curveBlock(this.#blocks.length, seen));
    }
    const curves = new Float32Array(totalFrames * CURVE_COUNT);
    this.#blocks.forEach((block, index) => {
      const start = index * BLOCK_FRAMES;
      const kept = Math.min(Math.max(0, wanted - start) * CURVE_COUNT, block.length);
      curves.set(block.subarray(0, kept), start * CURVE_COUNT);
    });
    this.reset();
    return curves;
  }

  reset(): void {
    this.#audio.fill(0);
    this.#audioStart = 0;
    this.#filled = 0;
    this.#blocks = [];
  }

  async dispose(): Promise<void> {
    this.reset();
    await this.#network.release();
  }

  /** Makes the block's curves and drops the audio that no later block needs. */
  async #finishBlock({ windowStart, windowEnd, start, end }: CurveBlock): Promise<void> {
    const steps = (windowEnd - windowStart) * STEPS_PER_FRAME;
    const encoded = await this.#network.encode(
      this.#audio.slice(
        (windowStart - this.#audioStart) * SAMPLES_PER_FRAME,
        (windowEnd - this.#audioStart) * SAMPLES_PER_FRAME,
      ),
    );
    const { curves, closure } = await this.#network.readMouth(interpolateFeatures(encoded, steps));
    const first = (start - windowStart) * CURVE_COUNT;
    const last = (end - windowStart) * CURVE_COUNT;
    this.#blocks.push(gateCurves(curves, closure).slice(first, last));

    const nextWindowStart = Math.max(0, end - MARGIN_FRAMES);
    const dropped = (nextWindowStart - this.#audioStart) * SAMPLES_PER_FRAME;
    this.#audio.copyWithin(0, dropped, this.#filled);
    this.#filled -= dropped;
    this.#audioStart = nextWindowStart;
    // What follows the audio must read as silence when the file ends within a frame.
    this.#audio.fill(0, this.#filled);
  }
}
