/** The French model's phones by the CMU phone whose mouth looks most like it. */
const FRENCH: Record<string, string> = {
  aa: 'ah',
  ai: 'eh',
  an: 'aa',
  au: 'ow',
  bb: 'b',
  ch: 'sh',
  dd: 'd',
  ee: 'uh',
  ei: 'ey',
  eu: 'uh',
  ff: 'f',
  gg: 'g',
  gn: 'n',
  ii: 'iy',
  in: 'ae',
  jj: 'zh',
  kk: 'k',
  ll: 'l',
  mm: 'm',
  nn: 'n',
  oe: 'uh',
  on: 'ow',
  oo: 'ao',
  ou: 'uw',
  pp: 'p',
  rr: 'hh',
  ss: 's',
  tt: 't',
  un: 'uh',
  uu: 'uw',
  uy: 'w',
  vv: 'v',
  ww: 'w',
  yy: 'y',
  zz: 'z',
};

/**
 * A phone of an acoustic model in CMU's names, lower case; "pau" for silence and noises. English models name them so in
 * capitals, small letters are the French model's.
 * @throws Error for an unknown phone.
 */
export function cmuPhone(phone: string): string {
  if (/^(SIL|NSN|[+<[].*)$/i.test(phone)) return 'pau';
  if (phone === phone.toUpperCase()) return phone.toLowerCase();
  const known = FRENCH[phone];
  if (known === undefined) throw new Error(`The phone "${phone}" is unknown.`);
  return known;
}
