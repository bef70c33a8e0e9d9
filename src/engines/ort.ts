/** onnxruntime-web, set up once a worker: one external wasm that serves both WebGPU and WASM. */
import * as ort from 'onnxruntime-web/webgpu';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { AppError } from '../workers/protocol/errors';

export { Tensor, type InferenceSession } from 'onnxruntime-web/webgpu';

export interface SessionOptions {
  backend: 'webgpu' | 'wasm';
  /** WASM threads; fixed by the first session of a worker. 1 needs no SharedArrayBuffer. */
  threads: number;
}

/**
 * Opens a model.
 * @param model the .onnx file's bytes.
 * @throws AppError `bad-model` when the runtime refuses the file.
 */
export async function createSession(
  model: Uint8Array,
  { backend, threads }: SessionOptions,
): Promise<ort.InferenceSession> {
  ort.env.wasm.wasmPaths = { mjs, wasm };
  ort.env.wasm.numThreads = globalThis.crossOriginIsolated ? threads : 1;
  ort.env.logLevel = 'error';
  try {
    return await ort.InferenceSession.create(model, { executionProviders: [backend] });
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('bad-model', `The model could not be opened on ${backend}: ${text}`, {
      hint: 'Reload the page; if it stays so, fetch the models again.',
      cause,
    });
  }
}
