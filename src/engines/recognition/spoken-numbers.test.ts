import { expect, it } from 'vitest';
import { spokenNumbers } from './spoken-numbers';
import { transcriptWords } from '../../core/speech/transcript';

it('writes numbers as they are most likely read', () => {
  const read = (text: string) => transcriptWords(spokenNumbers(text), 'en').join(' ');
  expect(read('I have 42 of 1,200.')).toBe('i have forty two of one thousand two hundred');
  expect(read('In 1984, 1900 and 1905; in 2024.')).toBe(
    'in nineteen eighty four nineteen hundred and nineteen oh five in two thousand twenty four',
  );
  expect(read('The 3rd gained 2.5% or $7.')).toBe(
    'the third gained two point five percent or seven dollars',
  );
  expect(read('No numbers here.')).toBe('no numbers here');
});
