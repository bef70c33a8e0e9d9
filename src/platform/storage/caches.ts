import { storageError } from './storage-error';
import type { Vault } from './vault';

/** Bytes of all cached values; the ones unused for longest go first. An hour's scores and curves take about 4 MB. */
const CAPACITY = 256 * 1024 * 1024;

/** Values that can be computed again: speech scores, mouth curves, waveforms. Never a reason to fail. */
export class CacheStore {
  readonly #vault: Vault;
  readonly #capacity: number;

  constructor(vault: Vault, capacity = CAPACITY) {
    this.#vault = vault;
    this.#capacity = capacity;
  }

  /** The cached value, or undefined; the caller knows by the key's form what it is. */
  async get(key: string): Promise<unknown> {
    try {
      const record = await this.#vault.db.get('caches', key);
      if (!record) return undefined;
      await this.#vault.db.put('caches', { ...record, used: Date.now() });
      return record.value;
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  /**
   * Keeps a cloneable value; older ones make room. Without room it is simply not kept.
   * @returns whether it is kept.
   */
  async put(key: string, value: unknown): Promise<boolean> {
    const bytes = sizeOf(value);
    if (bytes > this.#capacity) return false;
    try {
      await this.#evict(this.#capacity - bytes, key);
      await this.#vault.db.put('caches', { key, value, bytes, used: Date.now() });
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  }

  async clear(): Promise<void> {
    await this.#vault.db.clear('caches');
  }

  /** Deletes the values unused for longest until the others take at most `room` bytes. */
  async #evict(room: number, replaced: string): Promise<void> {
    const transaction = this.#vault.db.transaction('caches', 'readwrite');
    let total = 0;
    const newestFirst = await transaction.store.index('used').openCursor(null, 'prev');
    for (let cursor = newestFirst; cursor; cursor = await cursor.continue()) {
      total += cursor.value.bytes;
      if (total > room || cursor.value.key === replaced) {
        total -= cursor.value.bytes;
        await cursor.delete();
      }
    }
    await transaction.done;
  }
}

function report(error: unknown): void {
  console.warn('A cache entry was passed over.', storageError(error));
}

/** Bytes of the buffers in a value; the rest is small. */
function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  if (typeof value === 'string') return 2 * value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part), 0);
}
