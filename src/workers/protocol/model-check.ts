import type { ModelShape, RecognisedModel } from '../../core/lipsync/packs/recognise';

export interface ModelCheckRequest {
  model: Blob;
  /** Its audio encoder; null where the pack has none. */
  encoder: Blob | null;
  /** The adapter that the pack names; without it, any. */
  adapter?: RecognisedModel['adapter'];
}

/** Tries out a model pack before it is stored. */
export interface ModelCheckWorkerApi {
  /** The tensors that an .onnx file declares. @throws AppError `bad-model` when it is none. */
  describe(model: Blob): Promise<ModelShape>;
  /**
   * Opens the networks on WASM, looks at their names, types and shapes, and runs each once.
   * @throws AppError `bad-model` naming what is wrong, `model-missing` when an audio encoder is needed.
   */
  check(request: ModelCheckRequest): Promise<RecognisedModel>;
}
