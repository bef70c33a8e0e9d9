/** The head of an ISO base media box (ISO/IEC 14496-12 §4.2). */
export interface BoxHeader {
  /** Four characters, such as "moov". */
  type: string;
  /** Bytes from the start of the box to its end; Infinity when it runs to the end of the file. */
  size: number;
  /** Bytes of the header itself, 8 or 16. */
  headerSize: number;
}

/** Enough bytes to read any box header. */
export const BOX_HEADER_BYTES = 16;

const LARGE_SIZE = 1;
const TO_END_OF_FILE = 0;

/** Reads a box header; null when the bytes cannot be one. */
export function readBoxHeader(bytes: Uint8Array): BoxHeader | null {
  if (bytes.length < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = String.fromCharCode(...bytes.subarray(4, 8));
  const size = view.getUint32(0);
  if (size === TO_END_OF_FILE) return { type, size: Infinity, headerSize: 8 };
  if (size === LARGE_SIZE) {
    if (bytes.length < BOX_HEADER_BYTES) return null;
    return { type, size: Number(view.getBigUint64(8)), headerSize: 16 };
  }
  return size < 8 ? null : { type, size, headerSize: 8 };
}

/** A box of up to 4 GiB with the given content. */
export function writeBox(type: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const box = new Uint8Array(8 + content.length);
  new DataView(box.buffer).setUint32(0, box.length);
  for (let i = 0; i < 4; i += 1) box[4 + i] = type.charCodeAt(i);
  box.set(content, 8);
  return box;
}
