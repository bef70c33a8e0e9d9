/** Bytes of each slice that is hashed. */
const SLICE = 1024 * 1024;

/**
 * A name for a file's content: its size and the SHA-256 of its first, middle and last MiB (all of it up to 3 MiB).
 * Reads at most 3 MiB however long the file is. Two recordings of one size that differ only elsewhere would share a
 * key; compressed and recorded media differ everywhere.
 *
 * @returns for instance "48231-9f86d081…", safe as a file name.
 */
export async function contentKey(blob: Blob): Promise<string> {
  const slices = blob.size <= 3 * SLICE ? [blob] : sampled(blob);
  const bytes = await new Blob(slices).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${blob.size}-${hex}`;
}

function sampled(blob: Blob): Blob[] {
  const middle = Math.floor((blob.size - SLICE) / 2);
  return [0, middle, blob.size - SLICE].map((at) => blob.slice(at, at + SLICE));
}
