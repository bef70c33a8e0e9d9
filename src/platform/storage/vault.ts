import { AppError } from '../../workers/protocol/errors';
import { IdbBlobs, OpfsBlobs, type BlobStore } from './blob-store';
import { openDatabase } from './database';
import type { Database, StoredFile } from './schema';
import { guarded } from './storage-error';

/** Folder of the origin private file system. */
const FOLDER = 'mouthpiece-files';
/** Held shared while files without a record exist, exclusively while such files are cleaned away. */
const WRITE_LOCK = 'mouthpiece-storage-write';

const RECORDS_WITH_FILES = ['avatars', 'models', 'results', 'jobs'] as const;

/** Records in the database and large files beside them, kept consistent. */
export class Vault {
  readonly db: Database;
  readonly #stores: readonly [BlobStore, ...BlobStore[]];

  /** @param stores where files may lie; new ones go to the first. */
  constructor(db: Database, stores: readonly [BlobStore, ...BlobStore[]]) {
    this.db = db;
    this.#stores = stores;
  }

  static async open(onClosed?: () => void): Promise<Vault> {
    const db = await openDatabase(undefined, onClosed);
    const fallback = new IdbBlobs(db);
    const opfs = await OpfsBlobs.open(FOLDER);
    return new Vault(db, opfs ? [opfs, fallback] : [fallback]);
  }

  /**
   * Stores files, then the record that names them. When any of it fails, for want of room above all, the files are
   * taken back: nothing is left half-stored.
   *
   * @throws AppError `storage-full`.
   */
  async commit<Name extends string, T>(
    blobs: Record<Name, Blob>,
    record: (files: Record<Name, StoredFile>) => Promise<T>,
  ): Promise<T> {
    const written: StoredFile[] = [];
    const files: Partial<Record<Name, StoredFile>> = {};
    return locked('shared', () =>
      guarded(async () => {
        try {
          for (const name in blobs) {
            files[name] = await this.#put(blobs[name]);
            written.push(files[name]);
          }
          return await record(files as Record<Name, StoredFile>);
        } catch (error) {
          await this.deleteFiles(written);
          throw error;
        }
      }),
    );
  }

  /** @throws AppError `internal` when the file is gone (the browser or the user cleared it). */
  async file(stored: StoredFile): Promise<Blob> {
    const blob = await this.find(stored);
    if (blob) return blob;
    throw new AppError('internal', 'A stored file is gone; the browser may have cleared it.', {
      hint: 'Delete this entry and make it again.',
      stage: 'storage',
    });
  }

  /** @returns undefined when the file is gone. */
  async find({ id, place, type }: StoredFile): Promise<Blob | undefined> {
    const blob = await guarded(async () => this.#storeAt(place)?.get(id));
    return blob?.slice(0, blob.size, type);
  }

  /** Deletes files whose record is gone; what cannot be deleted now goes at the next clean-up. */
  async deleteFiles(files: Iterable<StoredFile>): Promise<void> {
    const all = [...files].map(async ({ id, place }) => this.#storeAt(place)?.delete(id));
    await Promise.allSettled(all);
  }

  /**
   * Deletes files that no record names: what a crash or a closed tab left behind. Does nothing while any tab writes.
   * @returns the number of files deleted.
   */
  async cleanUp(): Promise<number> {
    const orphans = await locked('exclusive', () => guarded(() => this.#deleteOrphans()));
    return orphans ?? 0;
  }

  async #deleteOrphans(): Promise<number> {
    const known = new Set<string>();
    for (const name of RECORDS_WITH_FILES) {
      for (const { files } of await this.db.getAll(name)) {
        for (const { id } of Object.values(files)) known.add(id);
      }
    }
    let deleted = 0;
    for (const store of this.#stores) {
      const orphans = (await store.ids()).filter((id) => !known.has(id));
      await Promise.all(orphans.map((id) => store.delete(id)));
      deleted += orphans.length;
    }
    return deleted;
  }

  async #put(blob: Blob): Promise<StoredFile> {
    const [store] = this.#stores;
    const id = crypto.randomUUID();
    await store.put(id, blob);
    return { id, place: store.place, bytes: blob.size, type: blob.type };
  }

  #storeAt(place: StoredFile['place']): BlobStore | undefined {
    return this.#stores.find((store) => store.place === place);
  }
}

/**
 * Exclusive access is not waited for: undefined when it cannot be had at once. Without Web Locks nobody can know
 * whether another tab writes, so there is none.
 */
function locked<T>(mode: 'shared', work: () => Promise<T>): Promise<T>;
function locked<T>(mode: 'exclusive', work: () => Promise<T>): Promise<T | undefined>;
async function locked<T>(mode: LockMode, work: () => Promise<T>): Promise<T | undefined> {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  if (locks === undefined) return mode === 'shared' ? work() : undefined;
  const options = { mode, ifAvailable: mode === 'exclusive' };
  return locks.request(WRITE_LOCK, options, (lock) => (lock ? work() : undefined));
}
