import { TEMPORARY, temporaryLock, temporaryOwner } from '../../workers/protocol/temporary-lock';

/** Folder of the origin's storage (OPFS) for files that live no longer than a job. */
const FOLDER = TEMPORARY;

/** Files carry the id of the thread that made them; its lock says that the thread still lives. */
const session = crypto.randomUUID();
let lockHeld: Promise<void> | undefined;
let created = 0;

/** A growing file in the origin's storage, or in memory where the browser has none. */
export interface TemporaryFile {
  /** Null for a file in memory, where one ends up that the storage has no more room for. */
  readonly name: string | null;
  write(data: Uint8Array<ArrayBuffer>, position: number): void;
  /** Ends writing. The blob reads from storage: it is good until the file is discarded. */
  finish(type: string): Promise<Blob>;
  discard(): Promise<void>;
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/**
 * Holds a lock for the life of this thread, so that other tabs do not clean its files away.
 * @returns when it is held.
 */
function holdLock(): Promise<void> {
  lockHeld ??= new Promise<void>((held, refused) => {
    const hold = () => {
      held();
      return new Promise(() => undefined);
    };
    navigator.locks.request(temporaryLock(session), hold).catch(refused);
  });
  return lockHeld;
}

/**
 * A new, empty file in the origin's storage, for a thread that opens it itself.
 * Null where the browser has no such storage, or none for this page (private windows).
 */
export async function createTemporaryHandle(): Promise<FileSystemFileHandle | null> {
  try {
    const directory = await folder();
    await holdLock();
    created += 1;
    const handle = await directory.getFileHandle(`${session}.${created}`, { create: true });
    return 'createSyncAccessHandle' in handle ? handle : null;
  } catch (error) {
    if (isQuota(error)) throw error;
    return null;
  }
}

export async function createTemporaryFile(): Promise<TemporaryFile> {
  const handle = await createTemporaryHandle().catch((error: unknown) => {
    if (isQuota(error)) return null;
    throw error;
  });
  return handle ? new StoredFile(handle, await handle.createSyncAccessHandle()) : new MemoryFile();
}

/** Deletes one temporary file; one that is gone already is no error. */
export async function discardTemporaryFile(name: string): Promise<void> {
  try {
    await (await folder()).removeEntry(name);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  }
}

/** Deletes what crashed, closed or ended threads left behind, but for the files named. */
export async function discardAbandonedFiles(except: readonly string[] = []): Promise<void> {
  const handle = await folder().catch(() => null);
  if (!handle) return;
  const { held = [] } = await navigator.locks.query();
  const living = new Set(held.map((lock) => lock.name));
  for await (const name of handle.keys()) {
    const owner = temporaryOwner(name);
    if (except.includes(name)) continue;
    if (owner !== session && !living.has(temporaryLock(owner))) await discardTemporaryFile(name);
  }
}

const isQuota = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'QuotaExceededError';

/** In the origin's storage for as long as that has room, then in memory. */
class StoredFile implements TemporaryFile {
  readonly #handle: FileSystemFileHandle;
  readonly #access: FileSystemSyncAccessHandle;
  #memory: MemoryFile | null = null;

  constructor(handle: FileSystemFileHandle, access: FileSystemSyncAccessHandle) {
    this.#handle = handle;
    this.#access = access;
  }

  get name(): string | null {
    return this.#memory ? null : this.#handle.name;
  }

  write(data: Uint8Array<ArrayBuffer>, position: number): void {
    if (!this.#memory && !this.#store(data, position)) this.#memory = this.#inMemory();
    this.#memory?.write(data, position);
  }

  async finish(type: string): Promise<Blob> {
    if (this.#memory) {
      await this.#drop();
      return this.#memory.finish(type);
    }
    this.#access.flush();
    this.#access.close();
    const file = await this.#handle.getFile();
    return file.slice(0, file.size, type);
  }

  async discard(): Promise<void> {
    await this.#drop();
    await this.#memory?.discard();
  }

  /** @returns whether there was room for all of it. */
  #store(data: Uint8Array<ArrayBuffer>, position: number): boolean {
    try {
      return this.#access.write(data, { at: position }) === data.length;
    } catch (error) {
      if (isQuota(error)) return false;
      throw error;
    }
  }

  #inMemory(): MemoryFile {
    const written = new Uint8Array(this.#access.getSize());
    this.#access.read(written, { at: 0 });
    const memory = new MemoryFile();
    memory.write(written, 0);
    return memory;
  }

  async #drop(): Promise<void> {
    this.#access.close();
    await discardTemporaryFile(this.#handle.name);
  }
}

class MemoryFile implements TemporaryFile {
  readonly name = null;
  #bytes = new Uint8Array(1 << 20);
  #length = 0;

  write(data: Uint8Array<ArrayBuffer>, position: number): void {
    const end = position + data.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(data, position);
    this.#length = Math.max(this.#length, end);
  }

  finish(type: string): Promise<Blob> {
    const blob = new Blob([this.#bytes.subarray(0, this.#length)], { type });
    this.#bytes = new Uint8Array(0);
    return Promise.resolve(blob);
  }

  discard(): Promise<void> {
    this.#bytes = new Uint8Array(0);
    return Promise.resolve();
  }
}
