/** Languages whose words can be timed; the acoustic models are `speech-times-<language>` in the model manifest. */
export const TRANSCRIPT_LANGUAGES = ['en', 'fr'] as const;
/** The one whose words can be recognised; the model is `speech-to-text-en`. */
export const RECOGNISED_LANGUAGE = 'en';
export type TranscriptLanguage = (typeof TRANSCRIPT_LANGUAGES)[number];

/** A sound of speech and when it is heard, seconds. */
export interface TimedPhone {
  /** In CMU's names, lower case (cmu-phones.ts); silence is "pau". */
  phone: string;
  start: number;
  end: number;
}

const APOSTROPHES = /[’ʼ`´]/g;
/** Letters, with apostrophes and hyphens within. */
const WORD = /\p{L}[\p{L}'-]*/gu;

/**
 * The words of a typed text as a pronouncing dictionary lists them: lower case, no punctuation. French elisions are
 * words of their own ("l'eau" → "l'", "eau").
 * @throws RangeError when the text holds no word, or numbers in digits, whose reading only the speaker knows.
 */
export function transcriptWords(text: string, language: TranscriptLanguage): string[] {
  const digits = /\S*\d\S*/.exec(text)?.[0];
  if (digits !== undefined) {
    throw new RangeError(`Numbers must be written as words, as they are spoken: "${digits}".`);
  }
  const plain = text.toLowerCase().replace(APOSTROPHES, "'").normalize('NFC');
  const apart = language === 'fr' ? plain.replaceAll("'", "' ").replaceAll('-', ' ') : plain;
  const words = (apart.match(WORD) ?? []).flatMap((word) => word.split('-')).map(trimmed(language));
  const kept = words.filter((word) => word !== '');
  if (kept.length === 0) throw new RangeError('The text holds no words.');
  return kept;
}

/** English words end in no apostrophe ("dogs'" sounds as "dogs"); French elided ones do. */
const trimmed =
  (language: TranscriptLanguage) =>
  (word: string): string =>
    language === 'en' ? word.replace(/'+$/, '') : word;
