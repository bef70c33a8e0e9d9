import type { Database, StoredFile } from './schema';

/** Keeps large files under ids. */
export interface BlobStore {
  readonly place: StoredFile['place'];
  /** All of the blob or nothing. @throws DOMException QuotaExceededError */
  put(id: string, blob: Blob): Promise<void>;
  /** Undefined when there is no such file. */
  get(id: string): Promise<Blob | undefined>;
  delete(id: string): Promise<void>;
  ids(): Promise<string[]>;
}

/** Files in the origin private file system: streamed to disk, read lazily. */
export class OpfsBlobs implements BlobStore {
  readonly place = 'opfs';
  readonly #folder: FileSystemDirectoryHandle;

  private constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /** Null where the page cannot write files (Safari before 26, private windows). */
  static async open(name: string): Promise<OpfsBlobs | null> {
    if (typeof FileSystemFileHandle === 'undefined') return null;
    if (!('createWritable' in FileSystemFileHandle.prototype)) return null;
    try {
      const root = await navigator.storage.getDirectory();
      return new OpfsBlobs(await root.getDirectoryHandle(name, { create: true }));
    } catch {
      return null;
    }
  }

  async put(id: string, blob: Blob): Promise<void> {
    try {
      const file = await this.#folder.getFileHandle(id, { create: true });
      await blob.stream().pipeTo(await file.createWritable());
    } catch (error) {
      await this.delete(id);
      throw error;
    }
  }

  async get(id: string): Promise<Blob | undefined> {
    try {
      return await (await this.#folder.getFileHandle(id)).getFile();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async delete(id: string): Promise<void> {
    try {
      await this.#folder.removeEntry(id);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  async ids(): Promise<string[]> {
    const ids: string[] = [];
    for await (const id of this.#folder.keys()) ids.push(id);
    return ids;
  }
}

/** Files as values of the database's store `blobs`. */
export class IdbBlobs implements BlobStore {
  readonly place = 'idb';
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async put(id: string, blob: Blob): Promise<void> {
    await this.#db.put('blobs', blob, id);
  }

  get(id: string): Promise<Blob | undefined> {
    return this.#db.get('blobs', id);
  }

  delete(id: string): Promise<void> {
    return this.#db.delete('blobs', id);
  }

  ids(): Promise<string[]> {
    return this.#db.getAllKeys('blobs');
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}
