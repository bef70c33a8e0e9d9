import type { Quality } from './types';

export interface QualitySettings {
  /** H.264 bits per pixel and frame: 512 × 512 at 25 fps and 0.4 is 2.6 Mbit/s. */
  bitsPerPixel: number;
  /** Frames given to the lip-sync worker at a time. */
  batchFrames: number;
  /** Frames of a finished, resumable segment; a segment is what is lost in a crash. */
  segmentFrames: number;
  /** Longest cross-fade over a cut whose poses differ, in frames. */
  blendFrames: number;
}

/** What the presets do in core-clips mode; docs/quality.md explains the choice. */
export const QUALITY: Record<Quality, QualitySettings> = {
  fast: { bitsPerPixel: 0.25, batchFrames: 4, segmentFrames: 250, blendFrames: 0 },
  balanced: { bitsPerPixel: 0.4, batchFrames: 4, segmentFrames: 250, blendFrames: 4 },
  best: { bitsPerPixel: 0.7, batchFrames: 4, segmentFrames: 250, blendFrames: 6 },
  low_memory: { bitsPerPixel: 0.4, batchFrames: 1, segmentFrames: 100, blendFrames: 4 },
};
