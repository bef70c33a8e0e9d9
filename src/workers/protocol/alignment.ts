import type { TimedPhone, TranscriptLanguage } from '../../core/speech/transcript';

/** The thread that finds when the phones of known words are spoken. */
export interface AlignmentWorkerApi {
  /**
   * Makes a language's acoustic model ready; the same one again costs nothing.
   * @param modelUrl same-origin URL of speech-times-….zip.
   * @throws AppError `model-missing` when the file cannot be fetched, `bad-model` when it is not such a model.
   */
  load(language: TranscriptLanguage, modelUrl: string): Promise<void>;
  /**
   * @param pcm mono at 16 kHz, −1…1, the whole of the speech; transfer its buffer.
   * @returns phones and pauses in ascending order; null when the words cannot be found in the sound.
   */
  align(pcm: Float32Array, words: readonly string[]): Promise<TimedPhone[] | null>;
}
