import { strFromU8, unzipSync } from 'fflate';
import { SAMPLE_RATE } from '../../core/time/units';
import { AppError } from '../../workers/protocol/errors';
import type { SpokenPiece } from '../../workers/protocol/recognition';
import { createSession, Tensor, type InferenceSession } from '../ort';
import { likeliestTokens, type DecoderStep, type LikelyText } from './beam-search';
import { judged } from './judge-text';
import { recognisePieces } from './recognise-pieces';
import { textOfTokens } from './tokens';

/** Moonshine's decoder begins a text with one of these tokens and ends it with the other. */
const BEGIN = 1;
const END = 2;
/** Nobody says more in a second; without a limit, noise may be heard as a word repeated for ever (moonshine-js has the same limit). */
const MOST_TOKENS_A_SECOND = 6;

/**
 * Texts that are followed side by side. Of the words of festival's ked 35 % are misheard with one, 31 % with four; of recorded prompts 4 and 3 %,
 * for 1.6 times the work of one (docs/lip-sync.md).
 */
const BEAM_WIDTH = 4;

/** Heads and their width in the decoder's caches. */
const HEADS = 8;
const HEAD_WIDTH = 52;

const CACHE = /^past_key_values\.(\d+\.(?:decoder|encoder)\.(?:key|value))$/;

/** Writes down what is said: Moonshine "base", English, in int8. */
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
   * @returns what is said in each piece, with punctuation; pieces in which nothing is are left out. Ends early where it is no English.
   * @throws AbortError, AppError `bad-model`.
   */
  async recognise(
    pcm: Float32Array,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (frames: number) => void } = {},
  ): Promise<SpokenPiece[]> {
    return recognisePieces(
      pcm,
      async (samples) => {
        const likeliest = await this.#likeliest(samples, signal);
        const { isEmpty, doubt } = judged(likeliest);
        return { text: isEmpty ? '' : textOfTokens(likeliest.tokens, this.#tokens), doubt };
      },
      onProgress,
    );
  }

  async #likeliest(pcm: Float32Array, signal?: AbortSignal): Promise<LikelyText> {
    const heard = await this.#encoder.run({
      input_values: new Tensor('float32', pcm, [1, pcm.length]),
    });
    const encoded = heard.last_hidden_state;
    if (!encoded) throw badModel('Its encoder gives no last_hidden_state.');
    const caches = this.#emptyCaches();
    let sound = encoded;
    let isFirst = true;
    const step: DecoderStep = async (last, from) => {
      signal?.throwIfAborted();
      // What was made of the sound is the same for all texts: it is only repeated, once.
      const onlyRow = last.map(() => 0);
      if (sound.dims[0] !== last.length) sound = rowsOf(encoded, onlyRow);
      for (const [name, cache] of Object.entries(caches)) {
        if (name.includes('decoder')) caches[name] = rowsOf(cache, from);
        else if (cache.dims[0] !== last.length) caches[name] = rowsOf(cache, onlyRow);
      }
      const results = await this.#decoder.run({
        input_ids: new Tensor('int64', BigInt64Array.from(last, BigInt), [last.length, 1]),
        encoder_hidden_states: sound,
        use_cache_branch: new Tensor('bool', Uint8Array.of(isFirst ? 0 : 1), [1]),
        ...caches,
      });
      for (const name of Object.keys(caches)) {
        // What it makes of the sound stays as it was at first; later calls give nothing for it.
        const given = results[name.replace('past_key_values', 'present')];
        if (given && (isFirst || name.includes('decoder'))) caches[name] = given;
      }
      isFirst = false;
      return logitsOf(results.logits, last.length);
    };
    const most = Math.ceil((pcm.length / SAMPLE_RATE) * MOST_TOKENS_A_SECOND);
    return likeliestTokens(step, { width: BEAM_WIDTH, begin: BEGIN, end: END, most });
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

/** Rows of a tensor along its first axis; the tensor itself where they are all of it, in order. */
function rowsOf(tensor: Tensor, rows: readonly number[]): Tensor {
  const [count = 0, ...rest] = tensor.dims;
  if (rows.length === count && rows.every((row, i) => row === i)) return tensor;
  const size = tensor.size / count;
  const data = tensor.data as Float32Array;
  const picked = new Float32Array(rows.length * size);
  rows.forEach((row, i) => {
    picked.set(data.subarray(row * size, (row + 1) * size), i * size);
  });
  return new Tensor('float32', picked, [rows.length, ...rest]);
}

/** Of each text, those of its one new token. */
function logitsOf(logits: Tensor | undefined, texts: number): Float32Array[] {
  if (!(logits?.data instanceof Float32Array)) throw badModel('Its decoder gives no logits.');
  const { data } = logits;
  const tokens = data.length / texts;
  return Array.from({ length: texts }, (_, i) => data.subarray(i * tokens, (i + 1) * tokens));
}

function badModel(reason: string, cause?: unknown): AppError {
  return new AppError('bad-model', `The model that recognises words cannot be used: ${reason}`, {
    hint: 'Run "npm run models" to place the right files, then build again.',
    cause,
  });
}
