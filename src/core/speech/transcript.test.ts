import { describe, expect, it } from 'vitest';
import { transcriptWords } from './transcript';

describe('transcriptWords', () => {
  it('lists the words as a dictionary has them', () => {
    expect(transcriptWords('“Hello,” said Bob’s twenty-one dogs’ friend…', 'en')).toEqual([
      'hello',
      'said',
      "bob's",
      'twenty',
      'one',
      'dogs',
      'friend',
    ]);
  });

  it('parts French elisions', () => {
    expect(transcriptWords('L’été, qu’est-ce ?', 'fr')).toEqual(["l'", 'été', "qu'", 'est', 'ce']);
  });

  it('asks for numbers in words, and for words', () => {
    expect(() => transcriptWords('In 1984, they', 'en')).toThrow('"1984,"');
    expect(() => transcriptWords(' … ', 'en')).toThrow(RangeError);
  });
});
