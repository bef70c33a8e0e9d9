import type { DoubtfulPiece } from '../../core/speech/doubt';

/** What is said in a part of a recording, as English, with punctuation. */
export interface SpokenPiece extends DoubtfulPiece {
  text: string;
  /** The same with its numbers as words. */
  reading: string;
}

/** The thread that writes down what is said. */
export interface RecognitionWorkerApi {
  /**
   * Makes the model ready; the same one again costs nothing.
   * @param modelUrl same-origin URL of speech-to-text-en.zip.
   * @throws AppError `model-missing` when the file cannot be fetched, `bad-model` when it is not such a model.
   */
  load(modelUrl: string, signal?: AbortSignal): Promise<void>;
  /**
   * @param pcm mono at 16 kHz, −1…1, the whole of the speech; transfer its buffer.
   * @param onProgress told the frames that are done, at 25 fps.
   * @returns ascending; pieces in which nothing is said are left out. Speech that is no English (core/speech/doubt.ts) is given up early.
   */
  recognise(
    pcm: Float32Array,
    onProgress: (frames: number) => void,
    signal?: AbortSignal,
  ): Promise<SpokenPiece[]>;
}
