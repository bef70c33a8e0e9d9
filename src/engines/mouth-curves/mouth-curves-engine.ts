import type { CurveBlock } from '../../core/lipsync/curve-blocks';

/** Speech → mouth curves, block by block; what one call hears has no bearing on another's answer. */
export interface MouthCurvesEngine {
  /**
   * @param pcm Float32Array [(windowEnd − windowStart) × 640], mono at 16 kHz, −1…1: the block's audio with its margins.
   * @returns Float32Array [(end − start) × 7], 0–1, frame i at (i + ½)/25 s.
   * @throws AppError when the network fails.
   */
  read(pcm: Float32Array, block: CurveBlock): Promise<Float32Array>;
}
