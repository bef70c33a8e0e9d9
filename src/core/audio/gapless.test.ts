import { describe, expect, it } from 'vitest';
import { id3Length, readMp3Gapless } from './mp3-gapless';
import { oggDuration } from './ogg-length';

const text = (value: string): number[] => [...value].map((character) => character.charCodeAt(0));

/** The first frame of an MPEG-1 stereo MP3 as LAME writes it: 100 frames, delay 576, padding 1000. */
function lameFrame({ tag = 'Xing', encoder = 'LAME3.100' } = {}): Uint8Array {
  const delayAndPadding = (576 << 12) | 1000;
  return Uint8Array.from([
    ...[0xff, 0xfb, 0x90, 0x00],
    ...new Array<number>(32).fill(0),
    ...text(tag),
    ...[0, 0, 0, 0x0f],
    ...[0, 0, 0, 100],
    ...[0, 0, 0, 0],
    ...new Array<number>(100).fill(0),
    ...[0, 0, 0, 0],
    ...text(encoder),
    ...new Array<number>(12).fill(0),
    ...[delayAndPadding >> 16, (delayAndPadding >> 8) & 0xff, delayAndPadding & 0xff],
    ...new Array<number>(20).fill(0),
  ]);
}

describe('gapless MP3', () => {
  it('knows the delay of encoder and decoder, and the length of the sound', () => {
    const trim = { skipSamples: 576 + 529, totalSamples: 100 * 1152 - 576 - 1000 };
    expect(readMp3Gapless(lameFrame())).toEqual(trim);
    expect(readMp3Gapless(lameFrame({ tag: 'Info', encoder: 'Lavc61.19' }))).toEqual(trim);
  });

  it('knows nothing without the tag', () => {
    expect(readMp3Gapless(lameFrame({ tag: 'none' }))).toBeNull();
    expect(readMp3Gapless(lameFrame({ encoder: 'other 1.0' }))).toBeNull();
    expect(readMp3Gapless(new Uint8Array(2000))).toBeNull();
  });

  it('finds the frame behind an ID3 tag of syncsafe length', () => {
    expect(id3Length(Uint8Array.from([...text('ID3'), 4, 0, 0, 0, 0, 2, 1]))).toBe(10 + 257);
    expect(id3Length(lameFrame())).toBe(0);
  });
});

describe('oggDuration', () => {
  const page = (granule: number): number[] => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt(granule), true);
    return [...text('OggS'), 0, 4, ...bytes, ...new Array<number>(13).fill(0)];
  };

  it('reads the last page', () => {
    const tail = Uint8Array.from([...page(44_100), 1, 2, 3, ...page(88_200), 9, 9]);
    expect(oggDuration(new Uint8Array(50), tail, 44_100)).toBe(2);
  });

  it('counts Opus at 48 kHz and without its pre-skip', () => {
    const head = Uint8Array.from([...page(0), ...text('OpusHead'), 1, 1, 0x38, 0x01, 0, 0]);
    expect(oggDuration(head, Uint8Array.from(page(48_312)), 16_000)).toBe(1);
  });

  it('knows nothing of a cut file', () => {
    expect(oggDuration(new Uint8Array(50), new Uint8Array(50), 44_100)).toBeNull();
    expect(oggDuration(new Uint8Array(50), Uint8Array.from(text('OggS')), 44_100)).toBeNull();
  });
});
