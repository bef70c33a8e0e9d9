import { openDB } from 'idb';
import { AppError } from '../../workers/protocol/errors';
import { MIGRATIONS, SCHEMA_VERSION, type Database, type MouthpieceSchema } from './schema';
import { storageError } from './storage-error';

const DATABASE_NAME = 'mouthpiece';

/**
 * Opens the database, bringing an older one up to date step by step. A connection gives way when another tab wants
 * to upgrade.
 *
 * @param onClosed called when the connection is gone and must be opened again.
 * @throws AppError `internal` when a newer version of the app has been here, or the browser allows no storage.
 */
export async function openDatabase(
  name = DATABASE_NAME,
  onClosed: () => void = () => undefined,
): Promise<Database> {
  try {
    const db = await openDB<MouthpieceSchema>(name, SCHEMA_VERSION, {
      upgrade(database, oldVersion, _newVersion, transaction) {
        for (const migrate of MIGRATIONS.slice(oldVersion)) migrate(database, transaction);
      },
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase).close();
        onClosed();
      },
      terminated: onClosed,
    });
    return db;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'VersionError'))
      throw storageError(error);
    throw new AppError('internal', 'A newer version of the app has used the storage.', {
      hint: 'Reload the page to get that version.',
      stage: 'storage',
      cause: error,
    });
  }
}
