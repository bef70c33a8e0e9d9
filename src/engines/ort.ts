/**
 * onnxruntime-web, set up once a worker. There are two builds of it: one for WASM alone, which
 * starts sooner (14 against 27 MB to compile) and runs about 14 % faster, and one that also holds
 * WebGPU, fetched only where there is a GPU to use.
 */
import * as wasmRuntime from 'onnxruntime-web/wasm';
import wasmMjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmBinary from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import gpuMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import gpuBinary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { AppError, toAppError } from '../workers/protocol/errors';
import { runtimeMissing } from './runtime-missing';

export { Tensor, type InferenceSession } from 'onnxruntime-web/wasm';

export interface SessionOptions {
  backend: 'webgpu' | 'wasm';
  /** WASM threads; fixed by the first session of a worker. 1 needs no SharedArrayBuffer. */
  threads: number;
}

/**
 * Opens a model.
 * @param model the .onnx file's bytes.
 * @throws AppError `bad-model` when the runtime refuses the file, `offline-missing` when the runtime itself cannot
 *   be fetched, `out-of-memory`.
 */
export async function createSession(
  model: Uint8Array,
  { backend, threads }: SessionOptions,
): Promise<wasmRuntime.InferenceSession> {
  try {
    const ort = await runtime(backend);
    ort.env.wasm.numThreads = globalThis.crossOriginIsolated ? threads : 1;
    ort.env.logLevel = 'error';
    return await ort.InferenceSession.create(model, { executionProviders: [backend] });
  } catch (cause) {
    const missing = runtimeMissing('The runtime of the networks', cause);
    if (missing) throw missing;
    const known = toAppError(cause, 'models');
    if (known instanceof AppError && known.code === 'out-of-memory') throw known;
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('bad-model', `The model could not be opened on ${backend}: ${text}`, {
      hint: 'Reload the page; if it stays so, fetch the models again.',
      cause,
    });
  }
}

async function runtime(backend: SessionOptions['backend']): Promise<typeof wasmRuntime> {
  if (backend === 'wasm') {
    wasmRuntime.env.wasm.wasmPaths = { mjs: wasmMjs, wasm: wasmBinary };
    return wasmRuntime;
  }
  const gpuRuntime = await import('onnxruntime-web/webgpu');
  gpuRuntime.env.wasm.wasmPaths = { mjs: gpuMjs, wasm: gpuBinary };
  return gpuRuntime;
}
