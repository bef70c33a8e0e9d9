import { expect, test } from 'vitest';
import { freeId } from './avatar-id';

test('ids are plain words, numbered where they are taken', () => {
  expect(freeId('Ève  1!', [])).toBe('eve-1');
  expect(freeId('__Anna-Lena__', [])).toBe('anna-lena');
  expect(freeId('伊芙', [])).toBe('avatar');
  expect(freeId('Eve', ['adam', 'eve', 'eve-2'])).toBe('eve-3');
});
