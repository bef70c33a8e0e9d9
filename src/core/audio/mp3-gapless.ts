/** What of an MP3's decoded samples is sound: the rest is the codec's delay and padding. */
export interface GaplessTrim {
  /** Samples to drop at the start, the decoder's own delay included. */
  skipSamples: number;
  /** Samples of sound that follow. */
  totalSamples: number;
}

/** Delay of every MP3 decoder: 528 samples of the hybrid filter bank and one more (LAME tech FAQ). */
const DECODER_DELAY = 529;

/** Bytes from the start of the LAME tag to its 12 + 12 bits of delay and padding. */
const LAME_DELAY_OFFSET = 21;

const SYNC_MASK = 0xffe0;

/** Length in bytes of the ID3v2 tag that a file starts with, 0 if it has none (id3.org, v2.4 §3.1). */
export function id3Length(head: Uint8Array): number {
  if (ascii(head, 0, 3) !== 'ID3') return 0;
  const size = [6, 7, 8, 9].reduce((sum, at) => (sum << 7) | ((head[at] ?? 0) & 0x7f), 0);
  return 10 + size;
}

/**
 * Reads the Xing/Info frame with its LAME extension from the first bytes of an MP3 after any ID3
 * tag. Null if there is none: then nothing is known of delay and padding.
 */
export function readMp3Gapless(head: Uint8Array): GaplessTrim | null {
  const start = frameStart(head);
  if (start < 0) return null;
  const second = head[start + 1] ?? 0;
  const mpeg1 = ((second >> 3) & 3) === 3;
  const mono = (head[start + 3] ?? 0) >> 6 === 3;
  const sideInformation = mpeg1 ? (mono ? 17 : 32) : mono ? 9 : 17;
  const tag = start + 4 + sideInformation;
  if (!['Xing', 'Info'].includes(ascii(head, tag, 4))) return null;
  const flags = uint32(head, tag + 4);
  if ((flags & 1) === 0) return null;
  const frames = uint32(head, tag + 8);
  const lame =
    tag +
    8 +
    (flags & 1 ? 4 : 0) +
    (flags & 2 ? 4 : 0) +
    (flags & 4 ? 100 : 0) +
    (flags & 8 ? 4 : 0);
  if (!['LAME', 'Lavf', 'Lavc'].includes(ascii(head, lame, 4))) return null;
  const at = lame + LAME_DELAY_OFFSET;
  const bits = ((head[at] ?? 0) << 16) | ((head[at + 1] ?? 0) << 8) | (head[at + 2] ?? 0);
  const delay = bits >> 12;
  const padding = bits & 0xfff;
  const totalSamples = frames * (mpeg1 ? 1152 : 576) - delay - padding;
  return totalSamples > 0 ? { skipSamples: delay + DECODER_DELAY, totalSamples } : null;
}

function frameStart(head: Uint8Array): number {
  for (let at = 0; at + 4 < head.length; at += 1) {
    const word = ((head[at] ?? 0) << 8) | (head[at + 1] ?? 0);
    const layer3 = ((word >> 1) & 3) === 1;
    if ((word & SYNC_MASK) === SYNC_MASK && layer3) return at;
  }
  return -1;
}

function uint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0)) >>>
    0
  );
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
