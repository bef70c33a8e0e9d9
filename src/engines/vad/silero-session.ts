import { AppError } from '../../workers/protocol/errors';
import { createSession, Tensor, type InferenceSession } from '../ort';
import { SILERO_CONTEXT, SILERO_HOP, type SileroNetwork } from './silero';

/** A step is a fraction of a millisecond: threads would only cost. */
const THREADS = 1;

/** Silero v6 for 16 kHz as ONNX: input [1, 576] and state [2, 1, 128] in; output [1, 1] and stateN out. */
export class SileroSession implements SileroNetwork {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /**
   * @param model the bytes of silero_vad_v6_16k.onnx.
   * @throws AppError `bad-model` when it is not that network.
   */
  static async open(model: Uint8Array): Promise<SileroSession> {
    const session = await createSession(model, { backend: 'wasm', threads: THREADS });
    const missing = [
      ...['input', 'state'].filter((name) => !session.inputNames.includes(name)),
      ...['output', 'stateN'].filter((name) => !session.outputNames.includes(name)),
    ];
    if (missing.length === 0) return new SileroSession(session);
    await session.release();
    throw new AppError('bad-model', `The speech detector's model lacks ${missing.join(', ')}.`, {
      hint: 'Fetch the models again; the energy detector works without one.',
    });
  }

  async step(input: Float32Array, state: Float32Array) {
    const { output, stateN } = await this.#session.run({
      input: new Tensor('float32', input, [1, SILERO_CONTEXT + SILERO_HOP]),
      state: new Tensor('float32', state, [2, 1, state.length / 2]),
    });
    const score = output?.data[0];
    if (typeof score !== 'number' || !(stateN?.data instanceof Float32Array)) {
      throw new AppError('bad-model', 'The speech detector gave no score.', {
        hint: 'Choose the energy detector.',
      });
    }
    return { score, state: stateN.data };
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
