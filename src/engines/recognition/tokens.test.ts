import { expect, it } from 'vitest';
import { textOfTokens } from './tokens';

const VOCABULARY = ['<unk>', '<s>', '</s>', '<0xC3>', '<0xA9>', '▁Hello', ',', '▁caf', '▁<b'];

it('joins words, bytes of letters, and drops what is no text', () => {
  expect(textOfTokens([1, 5, 6, 7, 3, 4, 2], VOCABULARY)).toBe('Hello, café');
  expect(textOfTokens([8, 32_700], VOCABULARY)).toBe('<b');
  expect(textOfTokens([], VOCABULARY)).toBe('');
});
