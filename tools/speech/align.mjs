/**
 * Times the phones of recordings whose words are known: forced alignment with SoundSwallower (MIT).
 *
 *     npm install --no-save soundswallower@0.6.3
 *     node tools/speech/align.mjs SPEECH.wav "the words that are spoken" > PHONES.txt
 *     node tools/speech/align.mjs --list LIST.tsv
 *
 * SPEECH.wav: 16 kHz mono, 16 bits. LIST.tsv: lines "SPEECH.wav, language (en, fr or es; phones: words as "hh_ax_l_ow"), words", tab-separated; the phones of each go
 * into SPEECH.txt beside it. English words that the dictionary lacks get the phones that flite gives them; a French
 * recording with such a word is left out. Spanish is spelled in English phones (and needs node --import tsx); b and v that
 * do not shut the lips are called bh.
 * Output: lines "phone start end" (seconds) for tools/speech/evaluate.py, by CMU names ("pau" is silence).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The default beams lose the path on free speech. */
const BEAMS = { beam: 1e-80, wbeam: 1e-60, pbeam: 1e-80 };
const SAMPLE_RATE = 16_000;
const MODELS = { en: 'en-us', fr: 'fr-fr', es: 'en-us', phones: 'en-us' };

/** The French model's phones by the CMU phone whose mouth looks most like it, as in src/core/speech/cmu-phones.ts. */
const FRENCH = Object.fromEntries(
  (
    'aa:ah ai:eh an:aa au:ow bb:b ch:sh dd:d ee:uh ei:ey eu:uh ff:f gg:g gn:n ii:iy in:ae jj:zh kk:k ll:l mm:m nn:n ' +
    'oe:uh on:ow oo:ao ou:uw pp:p rr:hh ss:s tt:t un:uh uu:uw uy:w vv:v ww:w yy:y zz:z'
  )
    .split(' ')
    .map((pair) => pair.split(':')),
);

/** The samples of a canonical WAV file, as Float32Array −1…1. */
function readWav(path) {
  const bytes = readFileSync(path);
  let at = 12;
  while (bytes.toString('latin1', at, at + 4) !== 'data') at += 8 + bytes.readUInt32LE(at + 4);
  const length = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8) >> 1;
  return Float32Array.from({ length }, (_, i) => bytes.readInt16LE(at + 8 + 2 * i) / 32768);
}

/** flite's phones of a word. */
const spoken = (word) =>
  execFileSync('flite', ['-ps', '-t', word, '-o', 'none'], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .filter((phone) => phone !== 'pau');

/** A word that the dictionary lacks, in the aligner's phones. */
function spell(word, language) {
  if (language === 'es') return spellSpanish(word.slice(0, -1));
  const phones = language === 'phones' ? word.split('_') : spoken(word);
  return phones.map((phone) => (phone === 'ax' ? 'AH' : phone.toUpperCase())).join(' ');
}

/** French elides: "d'écho" is two words for the aligner. Marked Spanish words are not taken for English ones. */
function wordsOf(text, language) {
  const lower = text.toLowerCase();
  if (language === 'phones') return lower.split(' ');
  if (language === 'en') return lower.match(/[a-z']+/g) ?? [];
  const words = lower.match(/\p{L}+'?/gu) ?? [];
  return language === 'fr' ? words : words.map((word) => `${word}_`);
}

/** What a Spanish phone looks like: o is as round and as close as "ow"; b and v shut the lips only after a pause or a nasal. */
function spanishPhone(phone, before) {
  if (phone === 'ao') return 'ow';
  return phone === 'b' && !['pau', 'm', 'n'].includes(before) ? 'bh' : phone;
}

function cmuPhone(phone) {
  if (/^(SIL|NSN|\+.*|<.*)$/i.test(phone)) return 'pau';
  return phone === phone.toUpperCase() ? phone.toLowerCase() : FRENCH[phone];
}

/** Words with their phones; none when the words do not fit the recording, which the decoder tells by an empty text. */
function alignmentOf(decoder) {
  try {
    return decoder.get_alignment({ align_level: 1 }).w ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Lines "phone start end", or null when a word cannot be spelled. */
function align(decoder, samples, text, language) {
  const words = wordsOf(text, language);
  for (const word of words) {
    if (decoder.lookup_word(word)) continue;
    if (language === 'fr') return null;
    decoder.add_words([word, spell(word, language)]);
  }
  decoder.set_align_text(words.join(' '));
  decoder.start();
  decoder.process_audio(samples, false, true);
  decoder.stop();
  const said = alignmentOf(decoder);
  const phones = said.flatMap(({ w = [] }) => w);
  return phones.map(({ t, b, d }, i) => {
    const before = cmuPhone(phones[i - 1]?.t ?? 'SIL');
    const phone = language === 'es' ? spanishPhone(cmuPhone(t), before) : cmuPhone(t);
    return `${phone} ${b.toFixed(3)} ${(b + d).toFixed(3)}\n`;
  });
}

const args = process.argv.slice(2);
if (args.length !== 2) throw new Error('usage: align.mjs SPEECH.wav "WORDS" | --list LIST.tsv');
const entry = import.meta.resolve('soundswallower');
const { default: load } = await import(entry);
const soundswallower = await load({ modelBase: join(dirname(fileURLToPath(entry)), 'model/') });

async function open(language) {
  const hmm = soundswallower.get_model_path(MODELS[language]);
  const config = { hmm, loglevel: 'ERROR', samprate: SAMPLE_RATE, ...BEAMS };
  const decoder = new soundswallower.Decoder(config);
  await decoder.initialize();
  return decoder;
}

let spellSpanish;
if (args[0] === '--list') {
  const lines = readFileSync(args[1], 'utf8').trim().split('\n');
  if (lines.some((line) => line.split('\t')[1] === 'es')) {
    ({ spellSpanish } = await import('../eval/lips/spanish.ts'));
  }
  const decoders = {};
  for (const line of lines) {
    const [wav, language, text] = line.split('\t');
    decoders[language] ??= await open(language);
    const phones = align(decoders[language], readWav(wav), text, language);
    if (phones) writeFileSync(wav.replace(/\.wav$/, '.txt'), phones.join(''));
  }
} else {
  const [wav, text] = args;
  process.stdout.write(align(await open('en'), readWav(wav), text, 'en').join(''));
}
