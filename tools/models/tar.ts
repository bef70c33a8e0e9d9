import { gunzipSync } from 'node:zlib';

const BLOCK = 512;
const NAME = { start: 0, end: 100 };
const SIZE = { start: 124, end: 136 };
const TYPE = 156;
const PREFIX = { start: 345, end: 500 };
const REGULAR_FILE = new Set([0, '0'.charCodeAt(0)]);

/**
 * Files of a gzipped ustar archive such as `npm pack` writes.
 *
 * @param wanted paths inside the archive; others are skipped
 * @returns the files found; a path that is not in the archive is not in the map
 */
export function extractTarball(
  archive: Uint8Array,
  wanted: readonly string[],
): Map<string, Uint8Array> {
  const tar = gunzipSync(archive);
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + BLOCK <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const size = parseInt(text(header, SIZE), 8);
    const prefix = text(header, PREFIX);
    const name = text(header, NAME);
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const start = at + BLOCK;
    if (REGULAR_FILE.has(header[TYPE] ?? -1) && wanted.includes(path)) {
      files.set(path, new Uint8Array(tar.subarray(start, start + size)));
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

/** A NUL-terminated header field. */
function text(header: Uint8Array, field: { start: number; end: number }): string {
  const bytes = header.subarray(field.start, field.end);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
}
