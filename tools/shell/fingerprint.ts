/** Tells whether a product is older than what it is made of. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './terminal.ts';

/** Larger files are told apart by size and time instead of their bytes. */
const LARGEST_HASHED_BYTES = 256 * 1024;

/** Hash over the files and folders named (relative to the root); missing ones count as such. */
export async function fingerprint(paths: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesUnder(join(ROOT, path))) {
      hash.update(`${relative(ROOT, file)}\n`);
      const { size, mtimeMs } = await stat(file);
      if (size <= LARGEST_HASHED_BYTES) hash.update(await readFile(file));
      else hash.update(`${String(size)} ${String(mtimeMs)}`);
    }
  }
  return hash.digest('hex');
}

async function filesUnder(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (found === null) return [];
  if (found.isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** The fingerprint stored at `stamp` by {@link writeStamp}, or null. */
export function readStamp(stamp: string): string | null {
  try {
    return readFileSync(join(ROOT, stamp), 'utf8');
  } catch {
    return null;
  }
}

export async function writeStamp(stamp: string, value: string): Promise<void> {
  const path = join(ROOT, stamp);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, value);
}
