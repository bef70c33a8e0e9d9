/** A speech detector that reads a file once, front to back. */
export interface VadEngine {
  readonly name: VadEngineName;
  /** Seconds a score. */
  readonly scoreHop: number;
  /** Takes the next block of mono PCM at 16 kHz, −1…1, of any length. */
  push(pcm: Float32Array): Promise<void>;
  /**
   * Ends the file and resets the detector for the next one.
   * @returns Float32Array [ceil(samples / hop)], 0–1: how surely score k's stretch of audio is speech.
   */
  finish(): Promise<Float32Array>;
  /** Forgets what was pushed, for instance after a cancel. */
  reset(): void;
  dispose(): Promise<void>;
}

export type VadEngineName = 'silero' | 'energy';
