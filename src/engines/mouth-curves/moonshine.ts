import { gateCurves } from '../../core/lipsync/closure-gate';
import type { CurveBlock } from '../../core/lipsync/curve-blocks';
import { CURVE_COUNT } from '../../core/lipsync/curve-window';
import { interpolateFeatures, STEPS_PER_FRAME } from '../../core/lipsync/features';
import { meanReading, type MouthReading } from '../../core/lipsync/mean-reading';
import type { MouthCurvesEngine } from './mouth-curves-engine';

/** A speech encoder and a head; runtimes implement them. */
export interface MouthCurvesNetwork {
  /** Values of one step of the encoder: 288 of Moonshine tiny's, 416 of Moonshine base's. */
  readonly featureCount: number;
  /** Float32Array [samples] at 16 kHz → Float32Array [encoder steps × featureCount]. */
  encode(pcm: Float32Array): Promise<Float32Array>;
  /** Float32Array [2 · frames × featureCount] → raw curves [frames × 7] and closure probability [frames]. */
  readMouth(features: Float32Array): Promise<MouthReading>;
  release(): Promise<void>;
}

/** One of the networks that hear the same sound, and its share of the mean. */
interface WeightedNetwork {
  network: MouthCurvesNetwork;
  weight: number;
}

/** Curves from the first layers of Moonshine speech encoders and small heads (docs/lip-sync.md). */
export class MoonshineMouthCurves implements MouthCurvesEngine {
  readonly #networks: readonly WeightedNetwork[];

  constructor(networks: readonly WeightedNetwork[]) {
    this.#networks = networks;
  }

  async read(
    pcm: Float32Array,
    { windowStart, windowEnd, start, end }: CurveBlock,
  ): Promise<Float32Array> {
    const steps = (windowEnd - windowStart) * STEPS_PER_FRAME;
    const readings: { reading: MouthReading; weight: number }[] = [];
    for (const { network, weight } of this.#networks) {
      const encoded = await network.encode(pcm);
      const features = interpolateFeatures(encoded, network.featureCount, steps);
      readings.push({ reading: await network.readMouth(features), weight });
    }
    const { curves, closure } = meanReading(readings);
    const first = (start - windowStart) * CURVE_COUNT;
    const last = (end - windowStart) * CURVE_COUNT;
    return gateCurves(curves, closure).slice(first, last);
  }
}
