import { AppError } from '../../workers/protocol/errors';

/** Firefox reports a full disk by this code of its own. */
const FULL = /quota|no_device_space|disk.*full/i;

/** What the storage layers throw, as an AppError: `storage-full` or `internal`. */
export function storageError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const name = error instanceof Error ? error.name : '';
  const text = error instanceof Error ? error.message : String(error);
  if (FULL.test(name) || FULL.test(text)) {
    return new AppError('storage-full', 'The browser has no storage left for this.', {
      hint: 'Delete finished videos or free disk space, then try again.',
      stage: 'storage',
      cause: error,
    });
  }
  return new AppError('internal', `The browser's storage failed: ${text || name}`, {
    hint: 'Reload the page; private windows may not allow storage.',
    stage: 'storage',
    cause: error,
  });
}

/** Runs a storage operation so that it rejects with nothing but AppErrors. */
export async function guarded<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storageError(error);
  }
}
