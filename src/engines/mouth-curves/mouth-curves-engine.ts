/** Speech → mouth curves, for one file front to back at constant memory. */
export interface MouthCurvesEngine {
  /**
   * Takes the next block of mono PCM at 16 kHz, −1…1, of any length. Await each call before the next.
   * @throws AppError when the network fails.
   */
  push(pcm: Float32Array): Promise<void>;
  /**
   * Ends the file and resets the engine for the next one.
   * @param totalFrames frames of the video; curves behind the end of the audio are at rest.
   * @returns Float32Array [totalFrames × 7], 0–1, frame i at (i + ½)/25 s.
   */
  finish(totalFrames: number): Promise<Float32Array>;
  /** Forgets what was pushed, for instance after a cancel. */
  reset(): void;
  dispose(): Promise<void>;
}
