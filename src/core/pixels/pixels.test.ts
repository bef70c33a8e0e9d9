import { describe, expect, it } from 'vitest';
import { i420Size, rgbaToI420 } from './i420';
import { parseY4mHeader } from './y4m';

function patch(red: number, green: number, blue: number): number[] {
  const rgba = Uint8Array.from({ length: 16 }, (_, i) => [red, green, blue, 255][i % 4] ?? 0);
  const i420 = new Uint8Array(i420Size(2, 2));
  rgbaToI420(rgba, 2, 2, i420);
  return [...i420];
}

describe('rgbaToI420', () => {
  // Values of ITU-R BT.709 for 8-bit narrow range, as SMPTE colour bars have them.
  it.each([
    ['black', [0, 0, 0], [16, 128, 128]],
    ['white', [255, 255, 255], [235, 128, 128]],
    ['red', [255, 0, 0], [63, 102, 240]],
    ['green', [0, 255, 0], [173, 42, 26]],
    ['blue', [0, 0, 255], [32, 240, 118]],
  ] as const)('turns %s into BT.709', (_name, [red, green, blue], [y, u, v]) => {
    expect(patch(red, green, blue)).toEqual([y, y, y, y, u, v]);
  });

  it('keeps each pixel its luma and gives 2 × 2 pixels one chroma', () => {
    const rgba = new Uint8Array(4 * 4 * 2).fill(255);
    rgba.set([0, 0, 0, 255], 0);
    const i420 = new Uint8Array(i420Size(4, 2));
    rgbaToI420(rgba, 4, 2, i420);
    expect([...i420]).toEqual([16, 235, 235, 235, 235, 235, 235, 235, 128, 128, 128, 128]);
  });

  it('refuses odd sides and short buffers', () => {
    expect(() => rgbaToI420(new Uint8Array(64), 3, 2, new Uint8Array(64))).toThrow(RangeError);
    expect(() => rgbaToI420(new Uint8Array(8), 2, 2, new Uint8Array(6))).toThrow(RangeError);
  });
});

describe('parseY4mHeader', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('tells where the frames are', () => {
    const line = 'YUV4MPEG2 W64 H48 F25:1 Ip A1:1 C420mpeg2\n';
    expect(parseY4mHeader(bytes(`${line}FRAME\n`))).toEqual({
      width: 64,
      height: 48,
      headerBytes: line.length,
      frameBytes: 6 + 4608,
      frameHeaderBytes: 6,
    });
  });

  it('refuses other files', () => {
    expect(parseY4mHeader(bytes('RIFF W64 H48\n'))).toBeNull();
    expect(parseY4mHeader(bytes('YUV4MPEG2 W64'))).toBeNull();
  });
});
