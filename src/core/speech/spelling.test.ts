import { describe, expect, it } from 'vitest';
import { guessPronunciation } from './spelling';

describe('guessPronunciation', () => {
  it.each([
    ['phoebe', 'F OW B'],
    ['bubba', 'B AH B AE'],
    ['wpm', 'W P M'],
    ['succomb', 'S AH K AA M'],
  ])('gives the English "%s" its lips', (word, phones) => {
    const lips = (text: string) => text.split(' ').filter((phone) => /^[PBMFV]$/.test(phone));
    expect(lips(guessPronunciation(word, 'en'))).toEqual(lips(phones));
  });

  it('spells French without its silent ends, in the names of the French model', () => {
    expect(guessPronunciation('bambout', 'fr')).toBe('bb an bb ou');
    expect(guessPronunciation('philippe', 'fr')).toBe('ff ii ll ii pp');
  });

  it('gives nothing for what has no letters', () => {
    expect(guessPronunciation("'", 'en')).toBe('');
  });
});
