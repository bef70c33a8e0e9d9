import type { CurveBlock } from '../../core/lipsync/curve-blocks';

/** Same-origin URLs of the two networks (public/models/manifest.json). */
export interface MouthCurvesModelUrls {
  /** moonshine_cut4.onnx */
  encoder: string;
  /** mouth-curves-head.onnx */
  head: string;
}

/**
 * A thread that turns speech into mouth curves, block by block (core/lipsync/curve-audio cuts them); there may be
 * several. Calls reject with AppErrors in serialised form (see errors.ts).
 */
export interface MouthCurvesWorkerApi {
  /**
   * Makes the networks ready; the same ones again cost nothing.
   * @throws AppError `model-missing` when a file cannot be fetched, `bad-model` when it is not the network expected.
   */
  load(modelUrls: MouthCurvesModelUrls): Promise<void>;
  /**
   * @param pcm Float32Array [(windowEnd − windowStart) × 640], mono at 16 kHz, −1…1; transfer its buffer.
   * @returns Float32Array [(end − start) × 7], 0–1, in the order of CURVES; transferred.
   */
  read(pcm: Float32Array, block: CurveBlock): Promise<Float32Array>;
}
