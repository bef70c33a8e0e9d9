import { toCardinal, toOrdinal } from 'n2words/en-US';

/** Years from 1100 on are read in pairs: "nineteen eighty-four"; those of this century mostly as numbers are. */
const YEARS = { first: 1100, last: 1999 };

/** Digits with commas between thousands, a decimal part, and what stands around them. */
const NUMBER = /([$£€])?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(st|nd|rd|th|%)?/g;

const CURRENCY: Partial<Record<string, string>> = { $: 'dollars', '£': 'pounds', '€': 'euros' };

/**
 * English text with its numbers as words, as they are most likely read: what a recogniser wrote in digits was spoken.
 * Of what is ambiguous, such as telephone numbers, this is a guess.
 */
export function spokenNumbers(text: string): string {
  return text.replace(NUMBER, (...found: (string | undefined)[]) => {
    const [, sign, digits = '', decimals, end] = found;
    const words = [reading(digits, decimals, end)];
    if (end === '%') words.push('percent');
    if (sign !== undefined) words.push(CURRENCY[sign] ?? '');
    return ` ${words.join(' ')} `;
  });
}

function reading(digits: string, decimals?: string, end?: string): string {
  const plain = digits.replaceAll(',', '');
  const whole = Number(plain);
  if (end !== undefined && end !== '%') return toOrdinal(whole);
  if (decimals !== undefined) return toCardinal(`${plain}${decimals}`);
  const isYear = digits.length === 4 && whole >= YEARS.first && whole <= YEARS.last;
  if (!isYear) return toCardinal(whole);
  const [century, year] = [Math.floor(whole / 100), whole % 100];
  if (year === 0) return `${toCardinal(century)} hundred`;
  return `${toCardinal(century)} ${year < 10 ? 'oh ' : ''}${toCardinal(year)}`;
}
