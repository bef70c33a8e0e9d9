import { describe, expect, it } from 'vitest';
import { aiMarkBox, DIGITAL_SOURCE_TYPE, hasAiMark } from './ai-mark';
import { parameterSetsInBand } from './avc';
import { readBoxHeader, writeBox } from './boxes';

describe('box headers', () => {
  it('reads what it writes', () => {
    const box = writeBox('free', Uint8Array.of(1, 2, 3));
    expect(readBoxHeader(box)).toEqual({ type: 'free', size: 11, headerSize: 8 });
    expect([...box.subarray(8)]).toEqual([1, 2, 3]);
  });

  it('reads 64-bit sizes and boxes that run to the end of the file', () => {
    const large = Uint8Array.of(0, 0, 0, 1, ...ascii('mdat'), 0, 0, 0, 1, 0, 0, 0, 2);
    expect(readBoxHeader(large)).toEqual({ type: 'mdat', size: 2 ** 32 + 2, headerSize: 16 });
    const open = Uint8Array.of(0, 0, 0, 0, ...ascii('mdat'));
    expect(readBoxHeader(open)).toEqual({ type: 'mdat', size: Infinity, headerSize: 8 });
  });

  it('refuses bytes that cannot be a header', () => {
    expect(readBoxHeader(Uint8Array.of(0, 0, 0, 7, ...ascii('moov')))).toBeNull();
    expect(readBoxHeader(Uint8Array.of(0, 0, 0))).toBeNull();
  });
});

describe('the AI mark', () => {
  it('is an XMP packet in a uuid box that names the IPTC source type', () => {
    const box = aiMarkBox();
    expect(readBoxHeader(box)).toEqual({ type: 'uuid', size: box.length, headerSize: 8 });
    expect(hasAiMark(box.subarray(8))).toBe(true);
    expect(new TextDecoder().decode(box)).toContain(
      `Iptc4xmpExt:DigitalSourceType="${DIGITAL_SOURCE_TYPE}"`,
    );
  });

  it('is not found in another uuid box or another XMP packet', () => {
    const content = aiMarkBox().slice(8);
    const otherId = content.with(0, 0);
    expect(hasAiMark(otherId)).toBe(false);
    const text = new TextDecoder().decode(content.subarray(16)).replace('composite', 'captured-');
    expect(
      hasAiMark(Uint8Array.of(...content.subarray(0, 16), ...new TextEncoder().encode(text))),
    ).toBe(false);
  });
});

describe('AVC parameter sets', () => {
  it('stand in front of a key frame with 4-byte lengths', () => {
    const record = Uint8Array.of(1, 66, 0, 30, 0xff, 0xe1, 0, 3, 0x67, 1, 2, 1, 0, 2, 0x68, 9);
    expect([...parameterSetsInBand(record)]).toEqual([
      ...[0, 0, 0, 3, 0x67, 1, 2],
      ...[0, 0, 0, 2, 0x68, 9],
    ]);
  });

  it('are refused with other length sizes', () => {
    expect(() => parameterSetsInBand(Uint8Array.of(1, 66, 0, 30, 0xfd))).toThrow(RangeError);
  });
});

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
