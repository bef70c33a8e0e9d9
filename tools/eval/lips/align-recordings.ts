/**
 * Times the phones of the recordings anew: node --import tsx tools/eval/lips/align-recordings.ts
 * Writes phones/<language>.json; the evaluation reads these, so that it needs no aligner.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FPS, SAMPLE_RATE, SAMPLES_PER_FRAME } from '../../../src/core/time/units';
import { Aligner } from './aligner';
import { cmuPhone } from '../../../src/core/speech/cmu-phones';
import { quantile } from './metrics/series';
import type { Phone } from './phones';
import list from './recordings.json';
import {
  LANGUAGES,
  fileOf,
  recordingsOf,
  soundOf,
  type AlignedRecording,
  type Recording,
} from './recordings';
import { spellSpanish } from './spanish';

/** A pause is at least so much quieter than loud speech, dB. */
const QUIET = 20;

const FOLDER = join(import.meta.dirname, 'phones');

mkdirSync(FOLDER, { recursive: true });
const aligner = await Aligner.open();
for (const language of LANGUAGES) {
  const aligned: AlignedRecording[] = [];
  for (const recording of recordingsOf(language)) {
    const about = list.languages[language];
    const words = wordsOf(recording, about.model);
    const known = Object.entries<string>(about.pronunciations);
    const spelled =
      'spelling' in about
        ? words
            .filter((word) => !known.some(([other]) => other === word))
            .map((word) => [`${word}_`, spellSpanish(word)] as const)
        : [];
    const said =
      spelled.length > 0
        ? words.map((word) => (known.some(([other]) => other === word) ? word : `${word}_`))
        : words;
    const model = about.model === 'fr-fr' ? 'fr-fr' : 'en-us';
    const sound = soundOf(fileOf(recording));
    const phones = await aligner.align(model, sound, said, [...known, ...spelled]);
    aligned.push({ phones: namedPhones(language, sound, phones) });
  }
  const file = join(FOLDER, `${language.toLowerCase()}.json`);
  writeFileSync(file, `${JSON.stringify(aligned)}\n`);
  console.log(
    language,
    aligned.map(({ phones }) => phones.length),
  );
}

/** CMU names; "pau" only where it is quiet, since the aligner also skips what it finds hard to explain. */
function namedPhones(
  language: string,
  sound: Int16Array,
  phones: readonly Phone[],
): AlignedRecording['phones'] {
  const loud = quantile(
    Array.from({ length: Math.floor(sound.length / SAMPLES_PER_FRAME) }, (_, i) =>
      level(sound, i / FPS, (i + 1) / FPS),
    ),
    0.95,
  );
  const named: AlignedRecording['phones'] = [];
  for (const { phone, start, end } of phones) {
    const name = cmuPhone(phone);
    const last = named.at(-1);
    if (name === 'pau' && last && level(sound, start, end) > loud - QUIET) last[2] = rounded(end);
    else named.push([seen(language, name, last?.[0] ?? 'pau'), rounded(start), rounded(end)]);
  }
  return named;
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(3));
}

/** Mean power between two times (s), dB. */
function level(sound: Int16Array, start: number, end: number): number {
  const part = sound.subarray(Math.round(start * SAMPLE_RATE), Math.round(end * SAMPLE_RATE));
  const power = part.reduce((sum, value) => sum + value * value, 0) / Math.max(1, part.length);
  return 10 * Math.log10(power + 1);
}

/** French elides: "d'écho" is two words for the aligner. */
function wordsOf({ text }: Recording, model: string): string[] {
  return (model === 'fr-fr' ? text.replaceAll("'", "' ") : text).split(' ');
}

/**
 * What a Spanish phone looks like: b and v close the lips only after a pause or a nasal; between other sounds they stay a
 * little open. The o is as round and as close as the labels' "ow".
 */
function seen(language: string, phone: string, before: string): string {
  if (language !== 'Spanish') return phone;
  if (phone === 'ao') return 'ow';
  return phone === 'b' && !['pau', 'm', 'n'].includes(before) ? 'bh' : phone;
}
