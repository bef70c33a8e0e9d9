import { CURVE_COUNT } from '../../core/lipsync/curve-window';
import { STEPS_PER_FRAME } from '../../core/lipsync/features';
import { AppError } from '../../workers/protocol/errors';
import { createSession, Tensor, type InferenceSession } from '../ort';
import type { MouthCurvesNetwork } from './moonshine';

/**
 * One: the threads of one network wait for each other at every layer (60 s of speech took tiny 2.5 s of processor time
 * on two, 1.6 on one); blocks of audio are read side by side instead.
 */
const THREADS = 1;

/**
 * The two networks as ONNX: encoder `input_values` [1, samples] → `features` [1, steps, featureCount]; head
 * `features` [1, 2·frames, featureCount] → `curves` [1, frames, 7] and `closure` [1, frames].
 * They run on WASM: the encoder's int8 operators have no WebGPU kernels.
 */
export class MoonshineSession implements MouthCurvesNetwork {
  readonly featureCount: number;
  readonly #encoder: InferenceSession;
  readonly #head: InferenceSession;

  private constructor(encoder: InferenceSession, head: InferenceSession) {
    this.featureCount = lastSize(head.inputMetadata, 'features');
    this.#encoder = encoder;
    this.#head = head;
  }

  /**
   * @param encoder the bytes of a cut Moonshine encoder.
   * @param head the bytes of the head that was trained on its features.
   * @throws AppError `bad-model` when they are not such networks, or do not belong together.
   */
  static async open(encoder: Uint8Array, head: Uint8Array): Promise<MoonshineSession> {
    const session = new MoonshineSession(await openOnWasm(encoder), await openOnWasm(head));
    try {
      requireNames('speech encoder', session.#encoder, ['input_values'], ['features']);
      requireNames('mouth-curve head', session.#head, ['features'], ['curves', 'closure']);
      const encoded = lastSize(session.#encoder.outputMetadata, 'features');
      if (encoded !== session.featureCount) {
        throw badModel(
          `The mouth-curve head reads ${session.featureCount} features, the speech encoder gives ${encoded}.`,
        );
      }
      return session;
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  async encode(pcm: Float32Array): Promise<Float32Array> {
    const { features } = await this.#encoder.run({
      input_values: new Tensor('float32', pcm, [1, pcm.length]),
    });
    return floats('speech encoder', 'features', features, ['steps', this.featureCount]);
  }

  async readMouth(features: Float32Array) {
    const steps = features.length / this.featureCount;
    const frames = steps / STEPS_PER_FRAME;
    const { curves, closure } = await this.#head.run({
      features: new Tensor('float32', features, [1, steps, this.featureCount]),
    });
    return {
      curves: floats('mouth-curve head', 'curves', curves, [frames, CURVE_COUNT]),
      closure: floats('mouth-curve head', 'closure', closure, [frames]),
    };
  }

  async release(): Promise<void> {
    await Promise.all([this.#encoder.release(), this.#head.release()]);
  }
}

const openOnWasm = (model: Uint8Array) =>
  createSession(model, { backend: 'wasm', threads: THREADS });

/** The size of a tensor's last axis; NaN where the model does not fix it. */
function lastSize(tensors: readonly InferenceSession.ValueMetadata[], name: string): number {
  const found = tensors.find((tensor) => tensor.name === name);
  const size = found?.isTensor === true ? found.shape.at(-1) : undefined;
  return typeof size === 'number' ? size : NaN;
}

function requireNames(
  network: string,
  session: InferenceSession,
  inputs: readonly string[],
  outputs: readonly string[],
): void {
  const missing = [
    ...inputs.filter((name) => !session.inputNames.includes(name)),
    ...outputs.filter((name) => !session.outputNames.includes(name)),
  ];
  if (missing.length > 0) throw badModel(`The ${network} lacks ${missing.join(', ')}.`);
}

/** The output's values; its shape must be [1, ...shape], where a word stands for any number. */
function floats(
  network: string,
  name: string,
  tensor: InferenceSession.ReturnType[string] | undefined,
  shape: readonly (number | string)[],
): Float32Array {
  const expected = [1, ...shape];
  const fits =
    tensor?.dims.length === expected.length &&
    expected.every((size, axis) => typeof size === 'string' || tensor.dims[axis] === size);
  if (fits && tensor.data instanceof Float32Array) return tensor.data;
  const found = tensor ? `${tensor.type} [${tensor.dims.join(', ')}]` : 'nothing';
  throw badModel(
    `The ${network} gave ${found} as ${name} instead of float32 [${expected.join(', ')}].`,
  );
}

function badModel(message: string): AppError {
  return new AppError('bad-model', message, {
    hint: 'Run "npm run models" to place the right files, then build again.',
  });
}
