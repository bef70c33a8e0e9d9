import { describe, expect, it } from 'vitest';
import { pictureKind } from './picture-kind';

const bytes = (latin1: string): Blob =>
  new Blob([Uint8Array.from(latin1, (letter) => letter.charCodeAt(0))]);

describe('pictureKind', () => {
  it.each([
    ['PNG', '\x89PNG\r\n\x1a\n'],
    ['JPEG', '\xff\xd8\xff\xe0'],
    ['WebP', 'RIFF\x10\0\0\0WEBPVP8 '],
    ['GIF', 'GIF89a\x10\0'],
    ['BMP', 'BM\x36\x10\x0e\0\0\0\0\0\x36\0'],
    ['AVIF', '\0\0\0\x20ftypavif\0\0\0\0'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0'],
    ['HEIC', '\0\0\0\x18ftypmif1\0\0\0\0'],
    ['TIFF', 'II*\0\x08\0\0\0'],
    ['JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n'],
  ])('knows %s by its first bytes', async (kind, start) => {
    expect(await pictureKind(bytes(start))).toBe(kind);
  });

  it.each([
    ['an MP4 video', '\0\0\0\x20ftypisom\0\0\x02\0'],
    ['a MOV video', '\0\0\0\x14ftypqt  \0\0\0\0'],
    ['a WAV file', 'RIFF\x10\0\0\0WAVEfmt '],
    ['an AVI video', 'RIFF\x10\0\0\0AVI LIST'],
    ['a text', 'BMW builds cars.'],
    ['nothing', ''],
  ])('takes %s for none', async (_what, start) => {
    expect(await pictureKind(bytes(start))).toBeNull();
  });
});
