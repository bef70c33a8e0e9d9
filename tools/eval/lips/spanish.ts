/**
 * Spanish words (as spoken in Latin America) in the phones of the English model: Spanish is spelled as it sounds, and
 * there is no Spanish aligner to be had. Vowels and r differ from the English ones, so their borders are a little off; p, b, m and
 * pauses, which is what is asked here, sound alike.
 */

const SOFT = /[eiéí]/;
const VOWEL = /[aeiouáéíóú]/;

const PLAIN: Record<string, string> = {
  a: 'AA',
  á: 'AA',
  e: 'EH',
  é: 'EH',
  i: 'IY',
  í: 'IY',
  o: 'AO',
  ó: 'AO',
  u: 'UW',
  ú: 'UW',
  ü: 'W',
  b: 'B',
  d: 'D',
  f: 'F',
  h: '',
  j: 'HH',
  k: 'K',
  l: 'L',
  m: 'M',
  n: 'N',
  ñ: 'N Y',
  p: 'P',
  r: 'R',
  s: 'S',
  t: 'T',
  v: 'B',
  w: 'W',
  x: 'K S',
  y: 'Y',
  z: 'S',
};

/** @throws Error for a letter that Spanish does not have. */
export function spellSpanish(word: string): string {
  const phones: string[] = [];
  for (let i = 0; i < word.length; i++) {
    const letter = word[i] ?? '';
    const next = word[i + 1] ?? '';
    const two = letter + next;
    if (two === 'ch' || two === 'll' || two === 'rr') {
      phones.push(two === 'ch' ? 'CH' : two === 'll' ? 'Y' : 'R');
      i += 1;
    } else if (two === 'qu' || (two === 'gu' && SOFT.test(word[i + 2] ?? ''))) {
      phones.push(letter === 'q' ? 'K' : 'G');
      i += 1;
    } else if (letter === 'c' || letter === 'g') {
      const [soft, hard] = letter === 'c' ? ['S', 'K'] : ['HH', 'G'];
      phones.push(SOFT.test(next) ? soft : hard);
    } else if ((letter === 'i' || letter === 'u') && VOWEL.test(next)) {
      phones.push(letter === 'i' ? 'Y' : 'W');
    } else if (letter === 'y' && !VOWEL.test(next)) {
      phones.push('IY');
    } else {
      const phone = PLAIN[letter];
      if (phone === undefined) throw new Error(`"${word}" has a letter that Spanish lacks.`);
      if (phone !== '') phones.push(phone);
    }
  }
  return phones.join(' ');
}
