import { UNET_CROP } from '../../../core/lipsync/unet-crop';
import { CURVE_COUNT, CURVE_WINDOW } from '../../../core/lipsync/curve-window';
import { AppError } from '../../../workers/protocol/errors';
import type { LipsyncBackend } from '../../../workers/protocol/lipsync';
import { createSession, Tensor, type InferenceSession } from '../../ort';
import { hasGpu } from '../../../workers/protocol/webgpu';
import type { OpenLipsync } from '../lipsync-engine';

const { size } = UNET_CROP;
const CROP_SHAPE = [1, 3, size, size];
const CURVES_SHAPE = [1, CURVE_WINDOW, CURVE_COUNT];

/** Values looked at when an output is judged: every 97th is a few hundred all over the crop. */
const CHECK_STRIDE = 97;

/**
 * The network behind the U-Net engine, on the GPU or on WASM. A GPU that fails is given one new session; if that fails
 * too, or draws nothing, the same call goes on with WASM and the caller never notices but for `backend`.
 */
export class MouthNetwork {
  #backend: LipsyncBackend;
  #session: InferenceSession;
  #rebuilt = false;
  readonly #options: OpenLipsync;

  private constructor(options: OpenLipsync, backend: LipsyncBackend, session: InferenceSession) {
    this.#options = options;
    this.#backend = backend;
    this.#session = session;
  }

  /** @throws AppError `bad-model` when the file is not a mouth U-Net of this crop. */
  static async open(options: OpenLipsync): Promise<MouthNetwork> {
    const gpu =
      options.backend !== 'wasm' && (await hasGpu({ software: options.backend === 'webgpu' }));
    if (!gpu && options.backend === 'webgpu') {
      options.onWarning?.({
        code: 'no-webgpu',
        message: 'This browser offers no WebGPU; the mouth is drawn on the CPU instead.',
      });
    }
    const backend = gpu ? 'webgpu' : 'wasm';
    try {
      return new MouthNetwork(options, backend, await openSession(options, backend));
    } catch (error) {
      if (backend === 'wasm') throw error;
      const network = new MouthNetwork(options, 'wasm', await openSession(options, 'wasm'));
      network.#warnGpuLost(error);
      return network;
    }
  }

  get backend(): LipsyncBackend {
    return this.#backend;
  }

  /**
   * Draws one crop.
   * @param crop planes [3 × size × size], 0–1, hidden part 0.
   * @param curves [9 × 7].
   * @returns planes [3 × size × size], about 0–1.
   */
  async draw(crop: Float32Array, curves: Float32Array): Promise<Float32Array> {
    if (this.#backend === 'wasm') return this.#run(crop, curves);
    try {
      return await this.#run(crop, curves);
    } catch (error) {
      return this.#recover(error, crop, curves);
    }
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  async #run(crop: Float32Array, curves: Float32Array): Promise<Float32Array> {
    const { mouth } = await this.#session.run({
      crop: new Tensor('float32', crop, CROP_SHAPE),
      curves: new Tensor('float32', curves, CURVES_SHAPE),
    });
    const drawn = mouth?.data;
    if (!(drawn instanceof Float32Array) || drawn.length !== 3 * size * size) {
      throw notAMouthNetwork(`its output is not float32 [${CROP_SHAPE.join(', ')}]`);
    }
    if (!isPicture(drawn)) {
      throw this.#backend === 'wasm'
        ? notAMouthNetwork('it draws nothing, or no numbers')
        : new AppError('gpu-lost', 'It drew nothing.', { hint: 'Choose the WASM backend.' });
    }
    return drawn;
  }

  async #recover(error: unknown, crop: Float32Array, curves: Float32Array): Promise<Float32Array> {
    if (!this.#rebuilt) {
      this.#rebuilt = true;
      try {
        await this.#replace('webgpu');
        return await this.#run(crop, curves);
      } catch {
        // The GPU is gone for good: WASM below.
      }
    }
    await this.#replace('wasm');
    this.#warnGpuLost(error);
    return this.#run(crop, curves);
  }

  async #replace(backend: LipsyncBackend): Promise<void> {
    await this.#session.release().catch(() => {
      // A session of a lost device cannot be released; it is gone with the device.
    });
    this.#session = await openSession(this.#options, backend);
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

async function openSession(
  { model, threads }: OpenLipsync,
  backend: LipsyncBackend,
): Promise<InferenceSession> {
  if (model === null) throw notAMouthNetwork('there is no model file');
  const session = await createSession(model, { backend, threads });
  const inputs = ['crop', 'curves'].filter((name) => !session.inputNames.includes(name));
  if (inputs.length === 0 && session.outputNames.includes('mouth')) return session;
  const { inputNames, outputNames } = session;
  await session.release();
  throw notAMouthNetwork(`it maps ${inputNames.join(', ')} to ${outputNames.join(', ')}`);
}

function notAMouthNetwork(found: string): AppError {
  return new AppError(
    'bad-model',
    `The model is no mouth U-Net (crop [${CROP_SHAPE.join(', ')}] and curves ` +
      `[${CURVES_SHAPE.join(', ')}] to mouth): ${found}.`,
    { hint: 'Choose another lip-sync model for this avatar.' },
  );
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
