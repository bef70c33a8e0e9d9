/** Bytes of an Ogg page header before its segment table (RFC 3533 §6). */
const GRANULE_OFFSET = 6;
const GRANULE_BYTES = 8;

/** Opus counts its samples at 48 kHz whatever the sound's own rate (RFC 7845 §4). */
const OPUS_RATE = 48_000;

/**
 * Exact length in seconds of an Ogg file with one sound stream: its last page says where the sound
 * ends, the frames themselves run on. Null if it does not say.
 *
 * @param head first bytes of the file, with the identification header.
 * @param tail last bytes of the file, with the last page's header (a page has at most 65,307 bytes).
 * @param sampleRate of a stream other than Opus.
 */
export function oggDuration(head: Uint8Array, tail: Uint8Array, sampleRate: number): number | null {
  const page = lastIndexOf(tail, 'OggS');
  if (page < 0 || page + GRANULE_OFFSET + GRANULE_BYTES > tail.length) return null;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const granule = Number(view.getBigInt64(page + GRANULE_OFFSET, true));
  const opus = lastIndexOf(head, 'OpusHead');
  if (opus < 0) return granule > 0 ? granule / sampleRate : null;
  const preSkip = (head[opus + 10] ?? 0) | ((head[opus + 11] ?? 0) << 8);
  return granule > preSkip ? (granule - preSkip) / OPUS_RATE : null;
}

function lastIndexOf(bytes: Uint8Array, text: string): number {
  const wanted = [...text].map((character) => character.charCodeAt(0));
  for (let at = bytes.length - wanted.length; at >= 0; at -= 1) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
