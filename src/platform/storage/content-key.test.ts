import { describe, expect, it } from 'vitest';
import { contentKey } from './content-key';

const MIB = 1024 * 1024;

describe('contentKey', () => {
  it('is the size and the SHA-256 of a small file', async () => {
    expect(await contentKey(new Blob(['abc']))).toBe(
      '3-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('sees any change of a large file, and its size', async () => {
    const keyOf = (size: number, change?: number) => {
      const bytes = new Uint8Array(size);
      if (change !== undefined) bytes[change] = 1;
      return contentKey(new Blob([bytes]));
    };
    const size = 9 * MIB;
    const keys = await Promise.all([
      keyOf(size),
      keyOf(size, 0),
      keyOf(size, size / 2),
      keyOf(size, 1.5 * MIB),
      keyOf(size, size - 1),
      keyOf(size - 1),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(await keyOf(size)).toBe(keys[0]);
  });
});
