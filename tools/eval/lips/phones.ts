/** Phone times: lines "phone start end" in seconds, CMU names in lower case. */

export interface Phone {
  phone: string;
  start: number;
  end: number;
}

export function parsePhones(text: string): Phone[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [phone = '', start, end] = line.trim().split(/\s+/);
      return { phone: phone.toLowerCase(), start: Number(start), end: Number(end) };
    });
}

export const BILABIALS: readonly string[] = ['p', 'b', 'm'];
export const LABIODENTALS: readonly string[] = ['f', 'v'];
export const OPEN_VOWELS: readonly string[] = ['aa', 'ae', 'ao', 'aw', 'ay'];
export const PAUSE = 'pau';

/** The phones of stretches that follow one another, each `offset` seconds in. */
export const shifted = (phones: readonly Phone[], offset: number): Phone[] =>
  phones.map(({ phone, start, end }) => ({ phone, start: start + offset, end: end + offset }));
