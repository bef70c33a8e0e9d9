import { gateCurves } from '../../core/lipsync/closure-gate';
import type { CurveBlock } from '../../core/lipsync/curve-blocks';
import { CURVE_COUNT } from '../../core/lipsync/curve-window';
import { interpolateFeatures, STEPS_PER_FRAME } from '../../core/lipsync/features';
import type { MouthCurvesEngine } from './mouth-curves-engine';

/** The two networks; runtimes implement them. */
export interface MouthCurvesNetwork {
  /** Values of one step of the encoder: 288 of Moonshine tiny's, 416 of Moonshine base's. */
  readonly featureCount: number;
  /** Float32Array [samples] at 16 kHz → Float32Array [encoder steps × featureCount]. */
  encode(pcm: Float32Array): Promise<Float32Array>;
  /** Float32Array [2 · frames × featureCount] → raw curves [frames × 7] and closure probability [frames]. */
  readMouth(features: Float32Array): Promise<{ curves: Float32Array; closure: Float32Array }>;
  release(): Promise<void>;
}

/** Curves from the first layers of a Moonshine speech encoder and a small head (docs/lip-sync.md). */
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
    const features = interpolateFeatures(encoded, this.#network.featureCount, steps);
    const { curves, closure } = await this.#network.readMouth(features);
    const first = (start - windowStart) * CURVE_COUNT;
    const last = (end - windowStart) * CURVE_COUNT;
    return gateCurves(curves, closure).slice(first, last);
  }

  dispose(): Promise<void> {
    return this.#network.release();
  }
}
