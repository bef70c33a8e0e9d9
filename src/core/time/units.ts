/** Video frames per second: the one frame rate of clips, curves and results. */
export const FPS = 25;

/** Audio samples per second of every analysis; mono Float32 in −1…1. */
export const SAMPLE_RATE = 16_000;

/** Audio samples under one video frame. */
export const SAMPLES_PER_FRAME = SAMPLE_RATE / FPS;

/** The number of video frames of `seconds` of audio: round(seconds · 25). */
export function framesOfSeconds(seconds: number): number {
  return Math.round(seconds * FPS);
}

/** Where a frame of the video stands, in microseconds, as VideoFrame has it. */
export function frameTime(frame: number): { timestamp: number; duration: number } {
  return { timestamp: Math.round((frame * 1e6) / FPS), duration: Math.round(1e6 / FPS) };
}

export function secondsOfFrames(frames: number): number {
  return frames / FPS;
}
