import { strFromU8, unzipSync } from 'fflate';
import { piecesAtPauses, samplesOfPiece } from '../../core/speech/pieces-at-pauses';
import { SAMPLE_RATE } from '../../core/time/units';
import { AppError } from '../../workers/protocol/errors';
import type { SpokenPiece } from '../../workers/protocol/recognition';
import { createSession, Tensor, type InferenceSession } from '../ort';
import { spokenNumbers } from './spoken-numbers';
import { textOfTokens } from './tokens';

/** Moonshine's decoder begins a text with one of these tokens and ends it with the other. */
const BEGIN = 1;
const END = 2;
/** Nobody says more in a second; without a limit, noise may be heard as a word repeated for ever (moonshine-js has the same limit). */
const MOST_TOKENS_A_SECOND = 6;
/** A shorter or quieter piece holds no word: samples; largest |sample|. */
const SHORTEST = SAMPLE_RATE / 10;
const LEAST_PEAK = 0.003;

/** Heads and their width in the decoder's caches. */
const HEADS = 8;
const HEAD_WIDTH = 36;

const CACHE = /^past_key_values\.(\d+\.(?:decoder|encoder)\.(?:key|value))$/;

/** Writes down what is said: Moonshine "tiny", English, in int8. */
export class SpeechRecogniser {
  readonly #encoder: InferenceSession;
  readonly #decoder: InferenceSession;
  readonly #tokens: readonly string[];

  private constructor(
    encoder: InferenceSession,
    decoder: InferenceSession,
    tokens: readonly string[],
  ) {
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.#tokens = tokens;
  }

  /**
   * @param model zip of encoder.onnx, decoder.onnx and tokens.txt (models/speech-to-text-en.zip).
   * @throws AppError `bad-model` when it is not such a model.
   */
  static async open(model: Uint8Array): Promise<SpeechRecogniser> {
    const files = filesOf(model);
    const [encoder, decoder] = [files['encoder.onnx'], files['decoder.onnx']];
    const list = files['tokens.txt'];
    if (!encoder || !decoder || !list) throw badModel('Its zip lacks a file.');
    // The int8 operators have no WebGPU kernels, and one word waits for the one before: threads gain nothing.
    const options = { backend: 'wasm', threads: 1 } as const;
    return new SpeechRecogniser(
      await createSession(encoder, options),
      await createSession(decoder, options),
      strFromU8(list).split('\n'),
    );
  }

  /**
   * @param pcm mono at 16 kHz, −1…1, of any length.
   * @param onProgress told the frames that are done, at 25 fps.
   * @returns what is said in each piece, with punctuation; pieces in which nothing is are left out.
   * @throws AbortError, AppError `bad-model`.
   */
  async recognise(
    pcm: Float32Array,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (frames: number) => void } = {},
  ): Promise<SpokenPiece[]> {
    const spoken: SpokenPiece[] = [];
    for (const piece of piecesAtPauses(pcm)) {
      const samples = samplesOfPiece(pcm, piece);
      if (samples.length >= SHORTEST && samples.some((value) => Math.abs(value) > LEAST_PEAK)) {
        const text = textOfTokens(await this.#tokensOf(samples, signal), this.#tokens);
        if (text !== '') spoken.push({ ...piece, text, reading: spokenNumbers(text) });
      }
      onProgress?.(piece.end);
    }
    return spoken;
  }

  /** The likeliest token after each one. */
  async #tokensOf(pcm: Float32Array, signal?: AbortSignal): Promise<number[]> {
    const heard = await this.#encoder.run({
      input_values: new Tensor('float32', pcm, [1, pcm.length]),
    });
    const encoded = heard.last_hidden_state;
    if (!encoded) throw badModel('Its encoder gives no last_hidden_state.');
    const caches = this.#emptyCaches();
    const said: number[] = [];
    const most = Math.ceil((pcm.length / SAMPLE_RATE) * MOST_TOKENS_A_SECOND);
    let last = BEGIN;
    while (said.length < most) {
      signal?.throwIfAborted();
      const results = await this.#decoder.run({
        input_ids: new Tensor('int64', BigInt64Array.of(BigInt(last)), [1, 1]),
        encoder_hidden_states: encoded,
        use_cache_branch: new Tensor('bool', Uint8Array.of(said.length > 0 ? 1 : 0), [1]),
        ...caches,
      });
      last = likeliest(results.logits);
      if (last === END) break;
      for (const name of Object.keys(caches)) {
        // What it makes of the sound stays as it was at first; later calls give nothing for it.
        const given = results[name.replace('past_key_values', 'present')];
        if (given && (said.length === 0 || name.includes('decoder'))) caches[name] = given;
      }
      said.push(last);
    }
    return said;
  }

  #emptyCaches(): Record<string, Tensor> {
    const names = this.#decoder.inputNames.filter((name) => CACHE.test(name));
    const empty = (): Tensor =>
      new Tensor('float32', new Float32Array(), [1, HEADS, 0, HEAD_WIDTH]);
    return Object.fromEntries(names.map((name) => [name, empty()]));
  }
}

function filesOf(model: Uint8Array): ReturnType<typeof unzipSync> {
  try {
    return unzipSync(model);
  } catch (cause) {
    throw badModel('It is no zip.', cause);
  }
}

function likeliest(logits: Tensor | undefined): number {
  if (!(logits?.data instanceof Float32Array)) throw badModel('Its decoder gives no logits.');
  const { data } = logits;
  let best = 0;
  for (let i = 1; i < data.length; i++) if ((data[i] ?? 0) > (data[best] ?? 0)) best = i;
  return best;
}

function badModel(reason: string, cause?: unknown): AppError {
  return new AppError('bad-model', `The model that recognises words cannot be used: ${reason}`, {
    hint: 'Run "npm run models" to place the right files, then build again.',
    cause,
  });
}
