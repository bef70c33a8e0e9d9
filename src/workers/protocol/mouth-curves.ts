import type { CurveBlock } from '../../core/lipsync/curve-blocks';

/** Who hears: same-origin URLs of two networks that belong together (public/models/manifest.json). */
export interface MouthCurvesModel {
  /** A cut Moonshine encoder, moonshine_….onnx. */
  encoder: string;
  /** The head that was trained on its features, mouth-curves-head-….onnx. */
  head: string;
  /** Its share of the mean, 0–1; all sum to 1. */
  weight: number;
}

/**
 * A thread that turns speech into mouth curves, block by block (core/lipsync/curve-audio cuts them); there may be
 * several. Calls reject with AppErrors in serialised form (see errors.ts).
 */
export interface MouthCurvesWorkerApi {
  /**
   * Makes the networks ready, which all hear every block; those it has already cost nothing, others that it has are freed.
   * @throws AppError `model-missing` when a file cannot be fetched, `bad-model` when it is not the network expected.
   */
  load(models: readonly MouthCurvesModel[]): Promise<void>;
  /**
   * @param pcm Float32Array [(windowEnd − windowStart) × 640], mono at 16 kHz, −1…1; transfer its buffer.
   * @returns Float32Array [(end − start) × 7], 0–1, in the order of CURVES; transferred.
   */
  read(pcm: Float32Array, block: CurveBlock): Promise<Float32Array>;
}
