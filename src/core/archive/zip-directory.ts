/** How an entry's bytes lie in the archive. */
export type ZipMethod = 'stored' | 'deflated';

/** One file of a zip archive, as its central directory describes it. */
export interface ZipEntry {
  /** As written by the packer; not to be trusted (see isSafePath). */
  path: string;
  method: ZipMethod;
  /** In the archive, and unpacked. */
  packedBytes: number;
  bytes: number;
  /** Of its local header in the archive. */
  offset: number;
}

/** Where the central directory lies in the archive. */
export interface ZipDirectory {
  entries: number;
  offset: number;
  bytes: number;
}

/**
 * PKWARE APPNOTE 6.3: signatures and sizes. The central directory is what counts: local headers may lack sizes
 * (macOS writes them behind the data), and reading them one after the other would have to guess where data ends.
 */
const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const CENTRAL_HEADER = 0x02014b50;
const CENTRAL_HEADER_BYTES = 46;
const LOCAL_HEADER = 0x04034b50;
const LONGEST_COMMENT = 0xffff;

export const LOCAL_HEADER_BYTES = 30;
/** The end of an archive in which its directory is announced. */
export const ZIP_TAIL_BYTES = END_BYTES + LONGEST_COMMENT;

const ENCRYPTED = 1;
const UTF8_NAME = 1 << 11;
const METHODS: ReadonlyMap<number, ZipMethod> = new Map([
  [0, 'stored'],
  [8, 'deflated'],
]);
/** Stands where the value needs Zip64, that is, beyond 4 GB or 65,534 files. */
const SEE_ZIP64 = { long: 0xffffffff, short: 0xffff } as const;

/** File type bits of the external attributes as Unix packers write them. */
const UNIX_MODE_SHIFT = 16;
const UNIX_TYPE = 0o170000;
const UNIX_LINK = 0o120000;

/**
 * Finds the central directory.
 * @param tail the last {@link ZIP_TAIL_BYTES} bytes of the archive, or all of it.
 * @throws RangeError when there is none, or one of the Zip64 or multi-part kind.
 */
export function findZipDirectory(tail: Uint8Array): ZipDirectory {
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_OF_DIRECTORY) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) !== tail.length) continue;
    const entries = view.getUint16(at + 10, true);
    const bytes = view.getUint32(at + 12, true);
    const offset = view.getUint32(at + 16, true);
    if (entries === SEE_ZIP64.short || offset === SEE_ZIP64.long) {
      throw new RangeError('The zip archive is of the Zip64 kind, for more than 4 GB.');
    }
    if (view.getUint16(at + 8, true) !== entries) {
      throw new RangeError('The zip archive is split into parts.');
    }
    return { entries, offset, bytes };
  }
  throw new RangeError('The zip archive is cut off: its directory is missing.');
}

/**
 * Reads the central directory; folders and symbolic links are left out.
 * @param bytes the directory's own bytes.
 * @throws RangeError for a damaged directory, an encrypted entry, or one packed in a way other than deflate.
 */
export function readZipDirectory(bytes: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let k = 0; k < count; k++) {
    const names = at + CENTRAL_HEADER_BYTES;
    if (names > bytes.length || view.getUint32(at, true) !== CENTRAL_HEADER) {
      throw new RangeError(`The zip archive's directory is damaged at entry ${k + 1}.`);
    }
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const path = pathOf(bytes.subarray(names, names + (name ?? 0)), view.getUint16(at + 8, true));
    if (!isFolder(path) && !isLink(view.getUint32(at + 38, true))) {
      entries.push(readEntry(view, at, path));
    }
    at = names + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

function readEntry(view: DataView, at: number, path: string): ZipEntry {
  if (view.getUint16(at + 8, true) & ENCRYPTED) {
    throw new RangeError(`"${path}" in the zip archive is encrypted.`);
  }
  const number = view.getUint16(at + 10, true);
  const method = METHODS.get(number);
  if (method === undefined) {
    throw new RangeError(`"${path}" is packed by method ${number}; deflate is understood.`);
  }
  const packedBytes = view.getUint32(at + 20, true);
  const bytes = view.getUint32(at + 24, true);
  const offset = view.getUint32(at + 42, true);
  if ([packedBytes, bytes, offset].includes(SEE_ZIP64.long)) {
    throw new RangeError(`"${path}" in the zip archive is larger than 4 GB.`);
  }
  return { path, method, packedBytes, bytes, offset };
}

/**
 * Where an entry's data begins, by its local header: its name and extra fields may be others than the directory's.
 * @param header the first {@link LOCAL_HEADER_BYTES} bytes at `entry.offset`.
 * @throws RangeError when there is no such header.
 */
export function zipDataOffset({ path, offset }: ZipEntry, header: Uint8Array): number {
  const view = viewOf(header);
  if (header.length < LOCAL_HEADER_BYTES || view.getUint32(0, true) !== LOCAL_HEADER) {
    throw new RangeError(`The zip archive is damaged at "${path}".`);
  }
  return offset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Names are UTF-8 where a flag says so; many packers write it without saying. */
function pathOf(name: Uint8Array, flags: number): string {
  if (flags & UTF8_NAME) return new TextDecoder().decode(name);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(name);
  } catch {
    return new TextDecoder('latin1').decode(name);
  }
}

const isFolder = (path: string) => path.endsWith('/') || path.endsWith('\\');

const isLink = (attributes: number) => ((attributes >>> UNIX_MODE_SHIFT) & UNIX_TYPE) === UNIX_LINK;
