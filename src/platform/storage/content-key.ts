/** Bytes that are read and hashed at a time. */
const SLICE = 4 * 1024 * 1024;

const known = new WeakMap<Blob, Promise<string>>();

/**
 * A name for a file's content: its size and the SHA-256 of all of it (up to 4 MiB), or of the SHA-256s of its
 * slices of 4 MiB. Every byte counts: in uncompressed sound a word can be replaced without any other change. Memory
 * holds one slice at a time; asking again for the same Blob costs nothing.
 *
 * @returns for instance "48231-9f86d081…", safe as a file name.
 */
export function contentKey(blob: Blob): Promise<string> {
  const asked = known.get(blob);
  if (asked !== undefined) return asked;
  const key = hashed(blob);
  known.set(blob, key);
  // A file that could not be read may be readable later.
  key.catch(() => known.delete(blob));
  return key;
}

async function hashed(blob: Blob): Promise<string> {
  const digests: ArrayBuffer[] = [];
  for (let at = 0; at === 0 || at < blob.size; at += SLICE) {
    digests.push(await sha256(await blob.slice(at, at + SLICE).arrayBuffer()));
  }
  const [only] = digests;
  const digest = digests.length === 1 && only ? only : await joined(digests);
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return `${blob.size}-${hex.join('')}`;
}

const sha256 = (data: ArrayBuffer): Promise<ArrayBuffer> => crypto.subtle.digest('SHA-256', data);

const joined = async (digests: readonly ArrayBuffer[]): Promise<ArrayBuffer> =>
  sha256(await new Blob([...digests]).arrayBuffer());
