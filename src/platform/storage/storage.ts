import { CacheStore } from './caches';
import { ImportedAvatars } from './imported-avatars';
import { ImportedModels } from './imported-models';
import { JobJournal } from './jobs';
import { ResultStore } from './results';
import { StoredKinds } from './stored-kinds';
import { TrackStore } from './tracks';
import { Vault } from './vault';

/** Everything that outlives the page. */
export interface AppStorage {
  avatars: ImportedAvatars;
  models: ImportedModels;
  tracks: TrackStore;
  results: ResultStore;
  jobs: JobJournal;
  caches: CacheStore;
  kinds: StoredKinds;
}

export interface StorageUsage {
  /** Whether the browser promised not to clear it under pressure. */
  persisted: boolean;
  usageBytes: number;
  quotaBytes: number;
}

let opened: Promise<AppStorage> | undefined;

/**
 * The app's storage, opened once; files that a crash left behind are deleted then. Opened anew when the browser or
 * another tab's update closes it.
 *
 * @throws AppError `internal` when the browser allows none.
 */
export function appStorage(): Promise<AppStorage> {
  const closed = () => (opened = undefined);
  opened ??= open(closed).catch((error: unknown) => {
    closed();
    throw error;
  });
  return opened;
}

async function open(onClosed: () => void): Promise<AppStorage> {
  const vault = await Vault.open(onClosed);
  vault.cleanUp().catch((error: unknown) => console.warn('Storage was not cleaned up.', error));
  return {
    avatars: new ImportedAvatars(vault),
    models: new ImportedModels(vault),
    tracks: new TrackStore(vault),
    results: new ResultStore(vault),
    jobs: new JobJournal(vault),
    caches: new CacheStore(vault),
    kinds: new StoredKinds(vault),
  };
}

/** What the origin takes and may take; zeros where the browser does not say. */
export async function storageUsage(): Promise<StorageUsage> {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const persisted = (await navigator.storage?.persisted?.()) ?? false;
  return { persisted, usageBytes: usage, quotaBytes: quota };
}

/** Asks the browser not to clear the storage under pressure; some ask the user. @returns whether it agreed. */
export async function persistStorage(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}
