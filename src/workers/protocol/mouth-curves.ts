/** Same-origin URLs of the two networks (public/models/manifest.json). */
export interface MouthCurvesModelUrls {
  /** moonshine_cut3.onnx */
  encoder: string;
  /** mouth-curves-head.onnx */
  head: string;
}

/**
 * The thread that turns speech into mouth curves. One file at a time: load, start, push any number of
 * blocks (await each), finish. Calls reject with AppErrors in serialised form (see errors.ts).
 */
export interface MouthCurvesWorkerApi {
  /**
   * Makes the networks ready; the same ones again cost nothing.
   * @throws AppError `model-missing` when a file cannot be fetched, `bad-model` when it is not the network expected.
   */
  load(modelUrls: MouthCurvesModelUrls): Promise<void>;
  /** Begins a file, forgetting an unfinished one. */
  start(): Promise<void>;
  /** The next block of mono PCM at 16 kHz, −1…1; any length; transfer its buffer. */
  push(pcm: Float32Array): Promise<void>;
  /**
   * Ends the file.
   * @param totalFrames frames of the video, round(duration · 25).
   * @returns Float32Array [totalFrames × 7], 0–1, in the order of CURVES; transferred.
   */
  finish(totalFrames: number): Promise<Float32Array>;
}
