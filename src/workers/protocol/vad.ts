import type { SpeechScores } from '../../core/speech/segment';

/**
 * The speech detection thread. One file at a time: load, start, push any number of blocks, finish.
 * Calls reject with AppErrors in serialised form (see errors.ts).
 */
export interface VadWorkerApi {
  /**
   * Makes a detector ready; the same one again costs nothing.
   * @param modelUrl same-origin URL of silero_vad_v6_16k.onnx; needed for 'silero' only.
   * @throws AppError `model-missing` when the file cannot be fetched, `bad-model` when the runtime refuses it.
   */
  load(engine: 'silero' | 'energy', modelUrl?: string): Promise<void>;
  /** Begins a file, forgetting an unfinished one. */
  start(): Promise<void>;
  /** The next block of mono PCM at 16 kHz; any length; transfer its buffer. */
  push(pcm: Float32Array): Promise<void>;
  /** Scores of the whole file. */
  finish(): Promise<SpeechScores>;
}
