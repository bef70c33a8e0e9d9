/** Phone times of recordings whose words are known: forced alignment by SoundSwallower (MIT), in English and French. */
import { dirname, join } from 'node:path';
import { SAMPLE_RATE } from '../../../src/core/time/units';
import { importFrom, packageFolder } from './packages';
import type { Phone } from './phones';

/** The default beams lose the path on free speech. */
const BEAMS = { beam: 1e-80, wbeam: 1e-60, pbeam: 1e-80 };

/** The part of SoundSwallower used here. */
interface Segment {
  /** Name; start and length in s. */
  t: string;
  b: number;
  d: number;
  w?: Segment[];
}

interface Decoder {
  initialize(): Promise<void>;
  lookup_word(word: string): string | null;
  add_words(...words: [string, string][]): void;
  set_align_text(text: string): void;
  start(): void;
  process_audio(samples: Float32Array, noSearch: boolean, whole: boolean): void;
  stop(): void;
  get_alignment(options: { align_level: number }): Segment;
  delete(): void;
}

interface SoundSwallower {
  Decoder: new (config: Record<string, string | number>) => Decoder;
  get_model_path(name: string): string;
}

/** Words and their phones in the model's names. */
export type Pronunciations = readonly (readonly [word: string, phones: string])[];

export class Aligner {
  readonly #swallower: SoundSwallower;

  private constructor(swallower: SoundSwallower) {
    this.#swallower = swallower;
  }

  static async open(): Promise<Aligner> {
    const entry = 'soundswallower.node.js';
    const { default: load } = (await importFrom('soundswallower', entry)) as {
      default: (options: { modelBase: string }) => Promise<SoundSwallower>;
    };
    const folder = dirname(join(packageFolder('soundswallower'), entry));
    return new Aligner(await load({ modelBase: join(folder, 'model/') }));
  }

  /**
   * The phones that a recording says, in the model's names.
   * @throws Error for a word that neither the model's dictionary nor `pronunciations` has.
   */
  async align(
    model: 'en-us' | 'fr-fr',
    sound: Int16Array,
    words: readonly string[],
    pronunciations: Pronunciations,
  ): Promise<Phone[]> {
    const hmm = this.#swallower.get_model_path(model);
    const decoder = new this.#swallower.Decoder({
      hmm,
      loglevel: 'ERROR',
      samprate: SAMPLE_RATE,
      ...BEAMS,
    });
    try {
      await decoder.initialize();
      for (const [word, phones] of pronunciations) {
        if (words.includes(word) && !decoder.lookup_word(word)) decoder.add_words([word, phones]);
      }
      const unknown = words.filter((word) => !decoder.lookup_word(word));
      if (unknown.length > 0) throw new Error(`No pronunciation of ${unknown.join(', ')}.`);
      decoder.set_align_text(words.join(' '));
      decoder.start();
      decoder.process_audio(
        Float32Array.from(sound, (value) => value / 32768),
        false,
        true,
      );
      decoder.stop();
      const { w: said = [] } = decoder.get_alignment({ align_level: 1 });
      return said.flatMap(({ w: phones = [] }) =>
        phones.map(({ t, b, d }) => ({ phone: t, start: b, end: b + d })),
      );
    } finally {
      decoder.delete();
    }
  }
}
