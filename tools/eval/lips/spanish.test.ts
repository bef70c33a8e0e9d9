import { expect, it } from 'vitest';
import { spellSpanish } from './spanish';

it.each([
  ['prueba', 'P R W EH B AA'],
  ['que', 'K EH'],
  ['cuelgue', 'K W EH L G EH'],
  ['llamada', 'Y AA M AA D AA'],
  ['hacer', 'AA S EH R'],
  ['gente', 'HH EH N T EH'],
  ['mensajes', 'M EH N S AA HH EH S'],
  ['estación', 'EH S T AA S Y AO N'],
  ['y', 'IY'],
  ['niño', 'N IY N Y AO'],
  ['muchacho', 'M UW CH AA CH AO'],
])('"%s" sounds %s', (word, phones) => {
  expect(spellSpanish(word)).toBe(phones);
});

it('refuses letters that Spanish does not have', () => {
  expect(() => spellSpanish('ça')).toThrow('letter');
});
