import type { TranscriptLanguage } from './transcript';

/**
 * Letters → phones in the names of the language's acoustic model, longest match first; capitals are English (CMU).
 * Rough, but p, b, m, f and v, which the lips must not miss, are what a name spells most faithfully.
 */
const SOUNDS: Record<TranscriptLanguage, Readonly<Record<string, string>>> = {
  en: {
    ...{ tch: 'CH', sch: 'SH', igh: 'AY', ph: 'F', sh: 'SH', ch: 'CH', th: 'TH', ck: 'K' },
    ...{ ng: 'NG', qu: 'K W', wh: 'W', gh: '', ee: 'IY', ea: 'IY', oo: 'UW', ou: 'AW', ow: 'OW' },
    ...{ oi: 'OY', oy: 'OY', ai: 'EY', ay: 'EY', au: 'AO', aw: 'AO', ie: 'IY', er: 'ER' },
    ...{ a: 'AE', b: 'B', c: 'K', d: 'D', e: 'EH', f: 'F', g: 'G', h: 'HH', i: 'IH', j: 'JH' },
    ...{ k: 'K', l: 'L', m: 'M', n: 'N', o: 'AA', p: 'P', q: 'K', r: 'R', s: 'S', t: 'T' },
    ...{ u: 'AH', v: 'V', w: 'W', x: 'K S', y: 'IY', z: 'Z' },
  },
  fr: {
    ...{ eau: 'au', ill: 'yy', ain: 'in', ein: 'in', oin: 'ww in', tch: 'tt ch', ph: 'ff' },
    ...{ ch: 'ch', gn: 'gn', qu: 'kk', au: 'au', ou: 'ou', oi: 'ww aa', ai: 'ai', ei: 'ai' },
    ...{ eu: 'eu', an: 'an', am: 'an', en: 'an', em: 'an', on: 'on', om: 'on', in: 'in', im: 'in' },
    ...{ un: 'un', th: 'tt', a: 'aa', b: 'bb', c: 'kk', d: 'dd', e: 'ai', f: 'ff', g: 'gg', h: '' },
    ...{ i: 'ii', j: 'jj', k: 'kk', l: 'll', m: 'mm', n: 'nn', o: 'oo', p: 'pp', q: 'kk', r: 'rr' },
    ...{ s: 'ss', t: 'tt', u: 'uu', v: 'vv', w: 'ww', x: 'kk ss', y: 'ii', z: 'zz' },
  },
};

/** Letters that end a word without being heard. */
const SILENT_END: Record<TranscriptLanguage, RegExp> = {
  en: /(?<=..)e$|(?<=m)b$/,
  fr: /(?:es?|[tsdxz])$/,
};
const LONGEST = 3;

/**
 * How a word that the dictionary lacks, such as a name, may sound.
 * @param word lower case.
 * @returns phones separated by blanks; "" when the word has no letter with a sound.
 */
export function guessPronunciation(word: string, language: TranscriptLanguage): string {
  const sounds = SOUNDS[language];
  const bare = word.normalize('NFD').replace(/[^a-z]/g, '');
  const heard = bare.length > LONGEST ? bare.replace(SILENT_END[language], '') : bare;
  const letters = heard.replace(/([^aeiou])\1/g, '$1');
  const phones: string[] = [];
  for (let at = 0; at < letters.length;) {
    let length = LONGEST;
    while (length > 1 && sounds[letters.slice(at, at + length)] === undefined) length--;
    const sound = sounds[letters.slice(at, at + length)];
    if (sound !== undefined && sound !== '') phones.push(sound);
    at += length;
  }
  return phones.join(' ');
}
