/** What models hear of a sound, made front to back as the sound comes; memory does not grow with its length. */
export interface AudioFeatures {
  /**
   * Takes the next block of mono PCM at 16 kHz. Await each call before the next.
   * @returns how many rows could be asked for by now.
   */
  push(pcm: Float32Array): number;
  /** Ends the sound. @returns its number of rows. */
  finish(): number;
  /** Rows before `first` will not be asked for; may be called before they are known. */
  forgetBefore(first: number): void;
  /**
   * The known rows of [first, end): Float32Array [rows × row size].
   * @throws AppError `bad-model` when the encoder gives no numbers.
   */
  rows(first: number, end: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}
