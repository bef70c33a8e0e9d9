import { AppError } from '../../workers/protocol/errors';
import type { AvatarRecord } from './schema';
import { guarded } from './storage-error';
import type { Vault } from './vault';

export type ImportedAvatar = Omit<AvatarRecord, 'files'>;

/** Avatars that the user brought, with their clips. */
export class ImportedAvatars {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /**
   * @param clips video by clip name, one for each of `avatar.clips`.
   * @throws AppError `storage-full`; nothing is stored then.
   */
  save(avatar: ImportedAvatar, clips: Record<string, Blob>): Promise<void> {
    return this.#vault.commit(clips, async (files) => {
      await this.#vault.db.add('avatars', { ...avatar, files });
    });
  }

  async list(): Promise<ImportedAvatar[]> {
    return guarded(() => this.#vault.db.getAll('avatars'));
  }

  /** @throws AppError `bad-clip` when the avatar has no such clip. */
  async clip(id: string, name: string): Promise<Blob> {
    const record = await guarded(() => this.#vault.db.get('avatars', id));
    const file = record?.files[name];
    if (file) return this.#vault.file(file);
    throw new AppError('bad-clip', `The avatar "${id}" has no clip "${name}".`, {
      hint: 'Import the avatar again.',
      stage: 'storage',
    });
  }

  async delete(id: string): Promise<void> {
    const record = await guarded(() => this.#vault.db.get('avatars', id));
    if (!record) return;
    await guarded(() => this.#vault.db.delete('avatars', id));
    await this.#vault.deleteFiles(Object.values(record.files));
  }
}
