import { guarded } from './storage-error';
import type { Vault } from './vault';

/** Face tracks as .track bytes, by the content key of their video. */
export class TrackStore {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** @throws AppError `storage-full`. */
  async save(key: string, bytes: ArrayBuffer): Promise<void> {
    await guarded(() => this.#vault.db.put('tracks', { key, bytes }));
  }

  async get(key: string): Promise<ArrayBuffer | undefined> {
    return (await guarded(() => this.#vault.db.get('tracks', key)))?.bytes;
  }

  async delete(key: string): Promise<void> {
    await guarded(() => this.#vault.db.delete('tracks', key));
  }
}
