/**
 * Addresses that carry the checksum of what they lead to, as a fragment: "models/a.onnx#sha256-…".
 * A fragment is never sent, so any server and cache answers as before, and the thread that fetches
 * the file can tell whether it is whole without being told anything else.
 */
const FRAGMENT = /#sha256-([0-9a-f]{64})$/;

export function withChecksum(url: string, sha256: string): string {
  return `${url}#sha256-${sha256}`;
}

/** The checksum that `url` carries, or null. */
export function checksumOf(url: string): string | null {
  return FRAGMENT.exec(url)?.[1] ?? null;
}

/** Whether `bytes` are those the address promises; true where it promises nothing. */
export async function matchesChecksum(
  bytes: Uint8Array<ArrayBuffer>,
  url: string,
): Promise<boolean> {
  const expected = checksumOf(url);
  return expected === null || (await sha256Hex(bytes)) === expected;
}

/** Lower-case hexadecimal SHA-256; the browser computes it off the calling thread. */
export async function sha256Hex(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
