import { AppError } from '../../workers/protocol/errors';
import type { LipsyncBackend } from '../../workers/protocol/lipsync';
import { hasGpu } from '../../workers/protocol/webgpu';
import { createSession, Tensor, type InferenceSession } from '../ort';
import type { OpenLipsync } from './lipsync-engine';

/** Values looked at when an output is judged: every 97th is a few hundred all over the crop. */
const CHECK_STRIDE = 97;

/** What an opened model must be, and where its picture comes out. */
export interface NetworkKind<Shape extends { output: string; values: number }> {
  /** Reads names and shapes. @throws AppError `bad-model` when the model is another one. */
  read(session: InferenceSession): Shape;
  /** The error for a model that is not of this kind. */
  fault(found: string): AppError;
}

/** An input: its values and shape. */
export type Feed = readonly [values: Float32Array, shape: readonly number[]];

/**
 * A network that draws pictures, on the GPU or on WASM. A GPU that fails is given one new session; if that fails
 * too, or draws nothing, the same call goes on with WASM and the caller never notices but for `backend`.
 */
export class GuardedNetwork<Shape extends { output: string; values: number }> {
  readonly #options: OpenLipsync;
  readonly #kind: NetworkKind<Shape>;
  #backend: LipsyncBackend;
  #opened: { session: InferenceSession; shape: Shape };
  #rebuilt = false;

  private constructor(
    options: OpenLipsync,
    kind: NetworkKind<Shape>,
    backend: LipsyncBackend,
    opened: { session: InferenceSession; shape: Shape },
  ) {
    this.#options = options;
    this.#kind = kind;
    this.#backend = backend;
    this.#opened = opened;
  }

  /** @throws AppError `bad-model` when the file is not of this kind. */
  static async open<Shape extends { output: string; values: number }>(
    options: OpenLipsync,
    kind: NetworkKind<Shape>,
  ): Promise<GuardedNetwork<Shape>> {
    const gpu =
      options.backend !== 'wasm' && (await hasGpu({ software: options.backend === 'webgpu' }));
    if (!gpu && options.backend === 'webgpu') {
      options.onWarning?.({
        code: 'no-webgpu',
        message: 'This browser offers no WebGPU; the mouth is drawn on the CPU instead.',
      });
    }
    const backend = gpu ? 'webgpu' : 'wasm';
    // Had now, since the GPU may be lost where there is no network any more; without it, that loss will be told.
    if (gpu) await options.model?.('wasm').catch(() => undefined);
    try {
      return new GuardedNetwork(options, kind, backend, await open(options, kind, backend));
    } catch (error) {
      if (backend === 'wasm') throw error;
      const opened = await open(options, kind, 'wasm');
      const network = new GuardedNetwork(options, kind, 'wasm', opened);
      network.#warnGpuLost(error);
      return network;
    }
  }

  get backend(): LipsyncBackend {
    return this.#backend;
  }

  get shape(): Shape {
    return this.#opened.shape;
  }

  /** @param feeds inputs by their names in the model. @returns the values of its picture. */
  async draw(feeds: Readonly<Record<string, Feed>>): Promise<Float32Array> {
    if (this.#backend === 'wasm') return this.#run(feeds);
    try {
      return await this.#run(feeds);
    } catch (error) {
      return this.#recover(error, feeds);
    }
  }

  async dispose(): Promise<void> {
    await this.#opened.session.release();
  }

  async #run(feeds: Readonly<Record<string, Feed>>): Promise<Float32Array> {
    const { session, shape } = this.#opened;
    const tensors = Object.entries(feeds).map(
      ([name, [values, sizes]]) => [name, new Tensor('float32', values, sizes)] as const,
    );
    const results = await session.run(Object.fromEntries(tensors));
    const drawn = results[shape.output]?.data;
    if (!(drawn instanceof Float32Array) || drawn.length !== shape.values) {
      throw this.#kind.fault(`its output is not ${shape.values} values of float32`);
    }
    if (!isPicture(drawn)) {
      throw this.#backend === 'wasm'
        ? this.#kind.fault('it draws nothing, or no numbers')
        : new AppError('gpu-lost', 'It drew nothing.', { hint: 'Choose the WASM backend.' });
    }
    return drawn;
  }

  async #recover(error: unknown, feeds: Readonly<Record<string, Feed>>): Promise<Float32Array> {
    if (!this.#rebuilt) {
      this.#rebuilt = true;
      try {
        await this.#replace('webgpu');
        return await this.#run(feeds);
      } catch {
        // The GPU is gone for good: WASM below.
      }
    }
    await this.#replace('wasm');
    this.#warnGpuLost(error);
    return this.#run(feeds);
  }

  async #replace(backend: LipsyncBackend): Promise<void> {
    await this.#opened.session.release().catch(() => {
      // A session of a lost device cannot be released; it is gone with the device.
    });
    this.#opened = await open(this.#options, this.#kind, backend);
    this.#backend = backend;
  }

  #warnGpuLost(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.#options.onWarning?.({
      code: 'gpu-lost',
      message: `The GPU stopped working (${text}); the mouth is drawn on the CPU from here on.`,
    });
  }
}

async function open<Shape extends { output: string; values: number }>(
  { model, threads }: OpenLipsync,
  kind: NetworkKind<Shape>,
  backend: LipsyncBackend,
): Promise<{ session: InferenceSession; shape: Shape }> {
  if (model === null) throw kind.fault('there is no model file');
  const session = await createSession(await model(backend), { backend, threads });
  try {
    return { session, shape: kind.read(session) };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Lost or broken GPUs return zeros or NaN without an error. */
function isPicture(drawn: Float32Array): boolean {
  let blank = true;
  for (let i = 0; i < drawn.length; i += CHECK_STRIDE) {
    const value = drawn[i] as number;
    if (!Number.isFinite(value)) return false;
    if (value !== 0) blank = false;
  }
  return !blank;
}
