import type { ResultInfo, ResultRecord } from './schema';
import { guarded } from './storage-error';
import type { Vault } from './vault';

export interface StoredResult extends ResultInfo {
  id: string;
  /** Milliseconds since 1970. */
  created: number;
  /** Of the video. */
  bytes: number;
}

/** Finished videos. */
export class ResultStore {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** @throws AppError `storage-full`; nothing is stored then. */
  save(video: Blob, info: ResultInfo): Promise<StoredResult> {
    return this.#vault.commit({ video }, async (files) => {
      const record = { id: crypto.randomUUID(), created: Date.now(), files, info };
      await this.#vault.db.add('results', record);
      return summary(record);
    });
  }

  /** Newest first. */
  async list(): Promise<StoredResult[]> {
    const records = await guarded(() => this.#vault.db.getAllFromIndex('results', 'created'));
    return records.reverse().map(summary);
  }

  /** The stored result and its video; undefined when there is none of that id. */
  async get(id: string): Promise<{ result: StoredResult; video: Blob } | undefined> {
    const record = await guarded(() => this.#vault.db.get('results', id));
    const file = record?.files['video'];
    if (!record || !file) return undefined;
    return { result: summary(record), video: await this.#vault.file(file) };
  }

  async delete(id: string): Promise<void> {
    const record = await guarded(() => this.#vault.db.get('results', id));
    if (!record) return;
    await guarded(() => this.#vault.db.delete('results', id));
    await this.#vault.deleteFiles(Object.values(record.files));
  }
}

function summary({ id, created, files, info }: ResultRecord): StoredResult {
  return { ...info, id, created, bytes: files['video']?.bytes ?? 0 };
}
