import { gateCurves } from '../../core/lipsync/closure-gate';
import type { CurveBlock } from '../../core/lipsync/curve-blocks';
import { CURVE_COUNT } from '../../core/lipsync/curve-window';
import { interpolateFeatures, STEPS_PER_FRAME } from '../../core/lipsync/features';
import type { MouthCurvesEngine } from './mouth-curves-engine';

/** The two networks; runtimes implement them. */
export interface MouthCurvesNetwork {
  /** Float32Array [samples] at 16 kHz → Float32Array [encoder steps × 288]. */
  encode(pcm: Float32Array): Promise<Float32Array>;
  /** Float32Array [2 · frames × 288] → raw curves [frames × 7] and closure probability [frames]. */
  readMouth(features: Float32Array): Promise<{ curves: Float32Array; closure: Float32Array }>;
  release(): Promise<void>;
}

/** Curves from the first layers of the Moonshine speech encoder and a small head (docs/lip-sync.md). */
export class MoonshineMouthCurves implements MouthCurvesEngine {
  readonly #network: MouthCurvesNetwork;

  constructor(network: MouthCurvesNetwork) {
    this.#network = network;
  }

  async read(
    pcm: Float32Array,
    { windowStart, windowEnd, start, end }: CurveBlock,
  ): Promise<Float32Array> {
    const steps = (windowEnd - windowStart) * STEPS_PER_FRAME;
    const encoded = await this.#network.encode(pcm);
    const { curves, closure } = await this.#network.readMouth(interpolateFeatures(encoded, steps));
    const first = (start - windowStart) * CURVE_COUNT;
    const last = (end - windowStart) * CURVE_COUNT;
    return gateCurves(curves, closure).slice(first, last);
  }

  dispose(): Promise<void> {
    return this.#network.release();
  }
}
