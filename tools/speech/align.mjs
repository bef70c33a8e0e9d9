/**
 * Times the phones of a recording whose words are known: forced alignment with SoundSwallower (MIT).
 *
 *     npm install --no-save soundswallower@0.6.3
 *     node tools/speech/align.mjs SPEECH.wav "the words that are spoken" > PHONES.txt
 *
 * SPEECH.wav: 16 kHz mono, 16 bits. Words that the dictionary lacks get the phones that flite gives them.
 * Output: lines "phone start end" (seconds) for tools/speech/evaluate.py.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The default beams lose the path on free speech. */
const BEAMS = { beam: 1e-80, wbeam: 1e-60, pbeam: 1e-80 };
const SAMPLE_RATE = 16_000;

/** The samples of a canonical WAV file, as Float32Array −1…1. */
function readWav(path) {
  const bytes = readFileSync(path);
  let at = 12;
  while (bytes.toString('latin1', at, at + 4) !== 'data') at += 8 + bytes.readUInt32LE(at + 4);
  const length = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8) >> 1;
  return Float32Array.from({ length }, (_, i) => bytes.readInt16LE(at + 8 + 2 * i) / 32768);
}

/** flite's phones in the aligner's names. */
function spell(word) {
  const phones = execFileSync('flite', ['-ps', '-t', word, '-o', 'none'], { encoding: 'utf8' });
  return phones
    .trim()
    .split(/\s+/)
    .filter((phone) => phone !== 'pau')
    .map((phone) => (phone === 'ax' ? 'AH' : phone.toUpperCase()))
    .join(' ');
}

const [wav, text] = process.argv.slice(2);
if (text === undefined) throw new Error('usage: align.mjs SPEECH.wav "WORDS"');
const entry = import.meta.resolve('soundswallower');
const { default: load } = await import(entry);
const modelBase = join(dirname(fileURLToPath(entry)), 'model/');
const soundswallower = await load({ modelBase });
const decoder = new soundswallower.Decoder({ loglevel: 'ERROR', samprate: SAMPLE_RATE, ...BEAMS });
await decoder.initialize();

const words = text.toLowerCase().match(/[a-z']+/g) ?? [];
for (const word of words) {
  if (!decoder.lookup_word(word)) decoder.add_words([word, spell(word)]);
}
decoder.set_align_text(words.join(' '));
decoder.start();
decoder.process_audio(readWav(wav), false, true);
decoder.stop();
for (const word of decoder.get_alignment({ align_level: 1 }).w) {
  for (const { t: phone, b: start, d: length } of word.w ?? []) {
    console.log(phone.toLowerCase(), start.toFixed(3), (start + length).toFixed(3));
  }
}
