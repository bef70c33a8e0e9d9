import { crc32 } from './crc32';

export interface ZipEntry {
  name: string;
  bytes: Uint8Array;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const END_BYTES = 22;
/** Version 1.0 of the format: stored entries without directories. */
const VERSION = 10;
/** 1 January 1980, the first date the format knows: equal contents give equal bytes. */
const DOS_DATE = 0x0021;
/** The padding travels as an extra field: a 4-byte head (private id, length) and zeros. */
const PADDING_FIELD_ID = 0xd935;
const PADDING_FIELD_HEAD = 4;

/**
 * A zip file whose entries are stored uncompressed and start on a multiple of `alignment` bytes,
 * so that a reader can map them in place (MediaPipe asks for 4). Deterministic.
 */
export function storedZip(entries: readonly ZipEntry[], alignment: number): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = encoder.encode(entry.name);
    const checksum = crc32(entry.bytes);
    const extra = padding(offset + LOCAL_HEADER_BYTES + name.length, alignment);

    const local = new DataView(new ArrayBuffer(LOCAL_HEADER_BYTES));
    local.setUint32(0, LOCAL_HEADER, true);
    writeShared(local, 4, entry.bytes.length, checksum, name.length);
    local.setUint16(28, extra.length, true);

    const central = new DataView(new ArrayBuffer(CENTRAL_HEADER_BYTES));
    central.setUint32(0, CENTRAL_HEADER, true);
    central.setUint16(4, VERSION, true);
    writeShared(central, 6, entry.bytes.length, checksum, name.length);
    central.setUint32(42, offset, true);
    directory.push(bytesOf(central), name);

    parts.push(bytesOf(local), name, extra, entry.bytes);
    offset += LOCAL_HEADER_BYTES + name.length + extra.length + entry.bytes.length;
  }
  const directoryBytes = directory.reduce((sum, part) => sum + part.length, 0);
  const end = new DataView(new ArrayBuffer(END_BYTES));
  end.setUint32(0, END_OF_DIRECTORY, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, directoryBytes, true);
  end.setUint32(16, offset, true);
  return concat([...parts, ...directory, bytesOf(end)]);
}

/** The fields that local and central headers share, from "version needed" to "name length". */
function writeShared(
  header: DataView,
  at: number,
  size: number,
  checksum: number,
  nameLength: number,
): void {
  header.setUint16(at, VERSION, true);
  header.setUint16(at + 8, DOS_DATE, true);
  header.setUint32(at + 10, checksum, true);
  header.setUint32(at + 14, size, true);
  header.setUint32(at + 18, size, true);
  header.setUint16(at + 22, nameLength, true);
}

/** An extra field that moves the data from `position` to the next aligned one. */
function padding(position: number, alignment: number): Uint8Array {
  if (position % alignment === 0) return new Uint8Array();
  const withHead = position + PADDING_FIELD_HEAD;
  const zeros = (alignment - (withHead % alignment)) % alignment;
  const field = new DataView(new ArrayBuffer(PADDING_FIELD_HEAD + zeros));
  field.setUint16(0, PADDING_FIELD_ID, true);
  field.setUint16(2, zeros, true);
  return bytesOf(field);
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function concat(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
