import type { FeatureKind } from '../../core/lipsync/packs/feature-layout';

export interface AudioFeaturesOptions {
  kind: FeatureKind;
  /** Same-origin URL of the audio encoder; null for mel frames. */
  encoderUrl: string | null;
}

/** Makes what model packs hear, for one sound at a time, front to back. */
export interface AudioFeaturesWorkerApi {
  /**
   * Starts a sound.
   * @throws AppError `model-missing`, `bad-model`.
   */
  start(options: AudioFeaturesOptions): Promise<void>;
  /** Takes the next block of mono PCM at 16 kHz. @returns how many rows could be asked for by now. */
  push(pcm: Float32Array): Promise<number>;
  /** Ends the sound. @returns its number of rows. */
  finish(): Promise<number>;
  /** Rows before `first` will not be asked for. */
  forgetBefore(first: number): Promise<void>;
  /** The known rows of [first, end): Float32Array [rows × row size]. */
  rows(first: number, end: number): Promise<Float32Array>;
}
