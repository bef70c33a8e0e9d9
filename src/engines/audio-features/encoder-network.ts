import type { FeatureKind } from '../../core/lipsync/packs/feature-layout';
import { recogniseEncoder, type RecognisedEncoder } from '../../core/lipsync/packs/recognise';
import { badPack, shapeOf } from '../lipsync/packs/pack-network';
import { createSession, Tensor, type InferenceSession } from '../ort';

/** One thread: the network that draws works at the same time. */
const THREADS = 1;

/** An audio encoder of a model pack. */
export class EncoderNetwork {
  readonly #session: InferenceSession;
  readonly #names: RecognisedEncoder;

  private constructor(session: InferenceSession, names: RecognisedEncoder) {
    this.#session = session;
    this.#names = names;
  }

  /** @throws AppError `bad-model` when the file is no encoder of that kind. */
  static async open(kind: Exclude<FeatureKind, 'mel'>, model: Uint8Array): Promise<EncoderNetwork> {
    const session = await createSession(model, { backend: 'wasm', threads: THREADS });
    try {
      return new EncoderNetwork(session, recogniseEncoder(kind, shapeOf(session)));
    } catch (cause) {
      await session.release();
      throw badPack(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  /** @throws AppError `bad-model` when it gives no numbers. */
  async encode(values: Float32Array, shape: readonly number[]): Promise<Float32Array> {
    const { input, output } = this.#names;
    const results = await this.#session.run({ [input]: new Tensor('float32', values, shape) });
    const encoded = results[output]?.data;
    if (encoded instanceof Float32Array && encoded.every(Number.isFinite)) return encoded;
    throw badPack(`The audio encoder's output "${output}" holds values that are no numbers.`);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}
