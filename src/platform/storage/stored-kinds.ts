import { guarded } from './storage-error';
import type { Vault } from './vault';

/** What the app stores, as a user would count it. */
export type StoredKind = 'results' | 'jobs' | 'avatars' | 'models' | 'caches';

export interface KindUsage {
  kind: StoredKind;
  /** Entries as a user counts them. */
  entries: number;
  bytes: number;
}

const WITH_FILES = ['results', 'jobs', 'avatars', 'models'] as const;

/** What is stored, by kind. */
export class StoredKinds {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** @throws AppError `internal` when the storage cannot be read. */
  async usage(): Promise<KindUsage[]> {
    return guarded(async () => [
      ...(await Promise.all(WITH_FILES.map((kind) => this.#ofFiles(kind)))),
      await this.#ofCaches(),
    ]);
  }

  async #ofFiles(kind: (typeof WITH_FILES)[number]): Promise<KindUsage> {
    const records = await this.#vault.db.getAll(kind);
    const files = records.flatMap((record) => Object.values(record.files));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { kind, entries: records.length, bytes };
  }

  /** One at a time: all cached values at once may be hundreds of megabytes. */
  async #ofCaches(): Promise<KindUsage> {
    const usage: KindUsage = { kind: 'caches', entries: 0, bytes: 0 };
    let cursor = await this.#vault.db.transaction('caches').store.openCursor();
    for (; cursor; cursor = await cursor.continue()) {
      usage.entries += 1;
      usage.bytes += cursor.value.bytes;
    }
    return usage;
  }
}
