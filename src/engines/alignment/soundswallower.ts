import { unzipSync } from 'fflate';
import createModule from 'soundswallower';
import { cmuPhone } from '../../core/speech/cmu-phones';
import { guessPronunciation } from '../../core/speech/spelling';
import type { TimedPhone, TranscriptLanguage } from '../../core/speech/transcript';
import { SAMPLE_RATE } from '../../core/time/units';
import { AppError } from '../../workers/protocol/errors';

/** The default beams (1e-48 and wider) lose the path on free speech. */
const BEAMS = { beam: 1e-80, wbeam: 1e-60, pbeam: 1e-80 };

/** The decoder's settings that are files, by their names in the model. */
const FILES = {
  featparams: 'feat_params.json',
  mdef: 'mdef',
  tmat: 'transition_matrices',
  mean: 'means',
  var: 'variances',
  sendump: 'sendump',
  dict: 'dict.txt',
  fdict: 'noisedict.txt',
} as const;

/** Without a default model the decoder takes files named one by one; its types know nothing of it. */
const FILES_ONE_BY_ONE: object = { defaultModel: null };

type Decoder = InstanceType<Awaited<ReturnType<typeof createModule>>['Decoder']>;

/** Times the phones of spoken words: forced alignment by SoundSwallower, a small PocketSphinx in WASM. */
export class PhoneAligner {
  readonly #decoder: Decoder;
  readonly #language: TranscriptLanguage;

  private constructor(decoder: Decoder, language: TranscriptLanguage) {
    this.#decoder = decoder;
    this.#language = language;
  }

  /**
   * @param model zip of an acoustic model with its dictionary (models/speech-times-….zip).
   * @throws AppError `bad-model` when it is not such a model.
   */
  static async open(model: Uint8Array, language: TranscriptLanguage): Promise<PhoneAligner> {
    const urls: string[] = [];
    const urlOf = (bytes: Uint8Array<ArrayBuffer>) => {
      const url = URL.createObjectURL(new Blob([bytes]));
      urls.push(url);
      return url;
    };
    try {
      const files = unzipSync(model);
      const config: Record<string, string | number> = {
        loglevel: 'ERROR',
        samprate: SAMPLE_RATE,
        ...BEAMS,
      };
      for (const [setting, name] of Object.entries(FILES)) {
        const bytes = files[name];
        if (!bytes) throw new TypeError(`${name} is missing.`);
        config[setting] = urlOf(new Uint8Array(bytes));
      }
      // The model has no such matrix; a missing name would be asked of the server.
      config.lda = urlOf(new Uint8Array());
      URL.revokeObjectURL(config.lda);
      const swallower = await createModule(FILES_ONE_BY_ONE);
      const decoder = new swallower.Decoder(config);
      await decoder.initialize();
      return new PhoneAligner(decoder, language);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new AppError('bad-model', `The model that times words cannot be used: ${reason}`, {
        hint: 'Run "npm run models" to place the right files, then build again.',
        cause,
      });
    } finally {
      urls.forEach((url) => URL.revokeObjectURL(url));
    }
  }

  /**
   * @param pcm mono at 16 kHz, −1…1.
   * @param words as transcriptWords gives them.
   * @returns all phones and pauses, ascending and gapless; null when the words cannot be found in the sound.
   */
  align(pcm: Float32Array, words: readonly string[]): TimedPhone[] | null {
    const known = words.filter((word) => this.#knows(word));
    if (known.length === 0) return null;
    try {
      this.#decoder.set_align_text(known.join(' '));
      this.#decoder.start();
      this.#decoder.process_audio(pcm, false, true);
      this.#decoder.stop();
      const { w: said = [] } = this.#decoder.get_alignment({ align_level: 1 });
      return said.flatMap(({ w: phones = [] }) =>
        phones.map(({ t, b, d }) => ({ phone: cmuPhone(t), start: b, end: b + d })),
      );
    } catch (error) {
      // The search ends before the last word when the sound holds other or fewer words.
      console.warn('The words could not be aligned.', error);
      return null;
    }
  }

  dispose(): void {
    this.#decoder.delete();
  }

  /** Whether the dictionary has the word, or a pronunciation could be guessed for it. */
  #knows(word: string): boolean {
    if (this.#decoder.lookup_word(word)) return true;
    const guess = guessPronunciation(word, this.#language);
    if (guess === '') return false;
    this.#decoder.add_words([word, guess]);
    return true;
  }
}
