import { baseName, isSafePath, isSystemFile } from '../../core/archive/file-path';
import {
  findZipDirectory,
  LOCAL_HEADER_BYTES,
  readZipDirectory,
  ZIP_TAIL_BYTES,
  zipDataOffset,
  type ZipEntry,
} from '../../core/archive/zip-directory';
import { AppError, abortError, type ErrorCode } from '../../workers/protocol/errors';

/** A file that the user gave, alone, in a folder or in a zip archive. */
export interface GivenFile {
  /** As given, with folders; for messages. */
  path: string;
  /** The last part of the path. */
  name: string;
  /** Bytes when unpacked. */
  bytes: number;
  /**
   * Its content; unpacked at the first call, by slices of at most a few MB.
   * @throws AppError with the code of {@link GivenLimits} when the archive lied about it.
   */
  open(signal?: AbortSignal): Promise<Blob>;
}

export interface GivenLimits {
  /** Files at most, system files not counted. */
  files: number;
  /** Bytes of all of them at most, unpacked. */
  bytes: number;
  /** The code of errors: 'bad-clip' or 'bad-model'. */
  code: ErrorCode;
}

const ZIP_START = [0x50, 0x4b];
/** Third and fourth byte: of the first local header, or of the end of an empty archive. */
const ZIP_KINDS = [
  [0x03, 0x04],
  [0x05, 0x06],
];

/**
 * No video, network or picture packs better than this; bombs pack 1000 : 1. Counted above a size that does no harm.
 */
const BEST_RATIO = 100;
const RATIO_FROM_BYTES = 1024 * 1024;

/**
 * The files of a dropped folder, of picked files, or of zip archives among them; what operating systems put beside
 * them is left out. Nothing is unpacked yet.
 *
 * @throws AppError of the limits' code for too many or too large files, paths that leave the archive, archives that
 *   are damaged or made to burst; the message names the file.
 */
export async function givenFiles(
  files: readonly File[],
  limits: GivenLimits,
): Promise<GivenFile[]> {
  const found: GivenFile[] = [];
  for (const file of files) {
    if (await isZip(file)) found.push(...(await zipFiles(file, limits)));
    else found.push(plainFile(file));
  }
  const given = found.filter(({ path }) => !isSystemFile(path));
  if (given.length > limits.files) {
    throw refused(limits.code, `These are ${given.length} files; ${limits.files} are allowed.`);
  }
  const bytes = given.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > limits.bytes) {
    const [are, most] = [bytes, limits.bytes].map(inMegabytes);
    throw refused(limits.code, `The files have ${are} MB unpacked; ${most} MB are allowed.`);
  }
  return given;
}

const inMegabytes = (bytes: number): number => Math.ceil(bytes / 1e6);

async function isZip(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const starts = (kind: number[]) => [...ZIP_START, ...kind].every((byte, k) => head[k] === byte);
  return ZIP_KINDS.some(starts);
}

function plainFile(file: File): GivenFile {
  const path = file.webkitRelativePath || file.name;
  return { path, name: baseName(path), bytes: file.size, open: () => Promise.resolve(file) };
}

async function zipFiles(zip: File, { code }: GivenLimits): Promise<GivenFile[]> {
  const entries = await readDirectory(zip, code);
  const unsafe = entries.find(({ path }) => !isSafePath(path));
  if (unsafe) {
    throw refused(code, `"${zip.name}" holds a file that would leave it: "${unsafe.path}".`);
  }
  const bomb = entries.find(
    ({ bytes, packedBytes }) => bytes > RATIO_FROM_BYTES && bytes > BEST_RATIO * packedBytes,
  );
  if (bomb) {
    const [packed, unpacked] = [bomb.packedBytes, bomb.bytes].map(inMegabytes);
    const sizes = `${packed} MB would become ${unpacked} MB`;
    throw refused(code, `"${bomb.path}" in "${zip.name}" is packed like a bomb: ${sizes}.`);
  }
  return entries.map((entry) => ({
    path: entry.path,
    name: baseName(entry.path),
    bytes: entry.bytes,
    open: (signal) => unpacked(zip, entry, code, signal),
  }));
}

async function readDirectory(zip: File, code: ErrorCode): Promise<ZipEntry[]> {
  const read = async (from: number, to: number) =>
    new Uint8Array(await zip.slice(from, to).arrayBuffer());
  try {
    const tail = await read(Math.max(0, zip.size - ZIP_TAIL_BYTES), zip.size);
    const { entries, offset, bytes } = findZipDirectory(tail);
    return readZipDirectory(await read(offset, offset + bytes), entries);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw refused(code, `"${zip.name}" cannot be unpacked. ${cause.message}`, cause);
  }
}

/** Stored entries are parts of the archive's blob; others are inflated by the browser, off this thread. */
async function unpacked(
  zip: File,
  entry: ZipEntry,
  code: ErrorCode,
  signal?: AbortSignal,
): Promise<Blob> {
  const header = await zip.slice(entry.offset, entry.offset + LOCAL_HEADER_BYTES).arrayBuffer();
  try {
    const start = zipDataOffset(entry, new Uint8Array(header));
    const packed = zip.slice(start, start + entry.packedBytes);
    const blob = entry.method === 'stored' ? packed : await inflated(packed, entry, signal);
    if (blob.size === entry.bytes) return blob;
    throw new RangeError(`It has ${blob.size} bytes, not ${entry.bytes}.`);
  } catch (cause) {
    // A cancel, or a file that is gone from the disk; all else is the inflater's complaint.
    if (cause instanceof DOMException) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw refused(code, `"${entry.path}" in "${zip.name}" cannot be unpacked. ${why}`, cause);
  }
}

/** Parts are handed to the browser's blob storage from here on, so that memory holds no whole video. */
const PART_BYTES = 8 * 1024 * 1024;

/** @throws RangeError as soon as there is more than was announced, and what the browser throws for damaged data. */
async function inflated(packed: Blob, { bytes }: ZipEntry, signal?: AbortSignal): Promise<Blob> {
  const kept: Blob[] = [];
  let part: Uint8Array<ArrayBuffer>[] = [];
  let partBytes = 0;
  let total = 0;
  const keep = () => {
    kept.push(new Blob(part));
    part = [];
    partBytes = 0;
  };
  // Not `for await`: Safari's streams cannot be iterated.
  const reader = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const next = async () => (await reader.read()).value;
  for (let value = await next(); value; value = await next()) {
    if (signal?.aborted) throw abortError();
    total += value.length;
    if (total > bytes) throw new RangeError(`It has more than the announced ${bytes} bytes.`);
    part.push(value);
    partBytes += value.length;
    if (partBytes >= PART_BYTES) keep();
  }
  keep();
  return new Blob(kept);
}

function refused(code: ErrorCode, message: string, cause?: unknown): AppError {
  return new AppError(code, message, {
    hint: 'Pack the files anew as an ordinary zip, or choose them without packing.',
    stage: 'import',
    cause,
  });
}
