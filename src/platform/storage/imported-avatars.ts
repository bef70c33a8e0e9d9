import type { LoopFix } from '../../core/clips/clip-loop';
import type { LoopQuality } from '../../core/clips/loop-quality';
import { AppError } from '../../workers/protocol/errors';
import type { AvatarRecord } from './schema';
import { guarded } from './storage-error';
import type { Vault } from './vault';

export type ImportedAvatar = Omit<AvatarRecord, 'files'>;

/** Name of an avatar's picture among its files; clips have the names of videos. */
const POSTER = 'poster.jpg';

/** Avatars that the user brought, with their clips. */
export class ImportedAvatars {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /**
   * @param clips video by clip name, one for each of `avatar.clips`.
   * @param tracks face tracks that come with it, as .track bytes by content key of their clip.
   * @throws AppError `storage-full`; nothing is stored then.
   */
  save(
    avatar: ImportedAvatar,
    clips: Record<string, Blob>,
    { poster, tracks = new Map() }: { poster?: Blob; tracks?: ReadonlyMap<string, ArrayBuffer> } = {}, // prettier-ignore
  ): Promise<void> {
    const files = poster === undefined ? clips : { ...clips, [POSTER]: poster };
    return this.#vault.commit(files, async (stored) => {
      const transaction = this.#vault.db.transaction(['avatars', 'tracks'], 'readwrite');
      const all = transaction.objectStore('tracks');
      await Promise.all([
        transaction.objectStore('avatars').add({ ...avatar, files: stored }),
        ...[...tracks].map(([key, bytes]) => all.put({ key, bytes })),
        transaction.done,
      ]);
    });
  }

  /** @throws AppError `bad-option` for an unknown id. */
  async get(id: string): Promise<ImportedAvatar> {
    const record = await guarded(() => this.#vault.db.get('avatars', id));
    if (record) return record;
    throw new AppError('bad-option', `There is no imported avatar "${id}".`, {
      hint: 'Choose one of the listed avatars.',
      stage: 'storage',
    });
  }

  /**
   * Enters a clip's face track and what was found out about how it loops.
   * @returns false when the avatar has been removed meanwhile: nothing is entered then.
   * @throws AppError `storage-full`.
   */
  async enterTrack(
    id: string,
    key: string,
    track: ArrayBuffer,
    loop: LoopQuality,
  ): Promise<boolean> {
    return guarded(async () => {
      const transaction = this.#vault.db.transaction(['avatars', 'tracks'], 'readwrite');
      const avatars = transaction.objectStore('avatars');
      const record = await avatars.get(id);
      if (record) {
        const clips = record.clips.map((clip) =>
          clip.key === key ? { ...clip, loop, loopFix: loop.fix } : clip,
        );
        await avatars.put({ ...record, clips });
        await transaction.objectStore('tracks').put({ key, bytes: track });
      }
      await transaction.done;
      return record !== undefined;
    });
  }

  async list(): Promise<ImportedAvatar[]> {
    return guarded(() => this.#vault.db.getAll('avatars'));
  }

  /** @throws AppError `bad-clip` when the avatar has no such clip, or the browser has cleared its file. */
  async clip(id: string, name: string): Promise<Blob> {
    const record = await guarded(() => this.#vault.db.get('avatars', id));
    const file = record?.files[name];
    const clip = file && (await this.#vault.find(file));
    if (clip) return clip;
    const message = file
      ? `The file of the clip "${name}" is gone: the browser or the user has cleared it.`
      : `The avatar "${id}" has no clip "${name}".`;
    throw new AppError('bad-clip', message, {
      hint: 'Remove the avatar, and import its clips again.',
      stage: 'storage',
    });
  }

  /** Names of those of an avatar's clips whose files are gone. */
  async goneClips(id: string): Promise<Set<string>> {
    const record = await guarded(() => this.#vault.db.get('avatars', id));
    const gone = new Set<string>();
    for (const { name } of record?.clips ?? []) {
      const file = record?.files[name];
      if (!file || !(await this.#vault.find(file))) gone.add(name);
    }
    return gone;
  }

  /** Chooses how a clip goes on after its last frame. @throws AppError `bad-option` for an unknown avatar or clip. */
  async setLoopFix(id: string, name: string, loopFix: LoopFix): Promise<void> {
    const found = await guarded(async () => {
      const transaction = this.#vault.db.transaction('avatars', 'readwrite');
      const record = await transaction.store.get(id);
      const known = record?.clips.some((clip) => clip.name === name) ?? false;
      if (record && known) {
        const clips = record.clips.map((clip) =>
          clip.name === name ? { ...clip, loopFix } : clip,
        );
        await transaction.store.put({ ...record, clips });
      }
      await transaction.done;
      return known;
    });
    if (found) return;
    throw new AppError('bad-option', `There is no clip "${name}" of an imported avatar "${id}".`, {
      hint: 'Choose one of the listed clips.',
      stage: 'storage',
    });
  }

  /** The avatar's picture; undefined where it has none. */
  async poster(id: string): Promise<Blob | undefined> {
    const record = await guarded(() => this.#vault.db.get('avatars', id));
    const file = record?.files[POSTER];
    return file && this.#vault.file(file);
  }

  /** Deletes an avatar with its clips, and the face tracks that no other one needs. An unknown id is no error. */
  async delete(id: string): Promise<void> {
    const record = await guarded(() => this.#deleteRecord(id));
    if (record) await this.#vault.deleteFiles(Object.values(record.files));
  }

  async #deleteRecord(id: string): Promise<AvatarRecord | undefined> {
    const transaction = this.#vault.db.transaction(['avatars', 'tracks'], 'readwrite');
    const avatars = transaction.objectStore('avatars');
    const all = await avatars.getAll();
    const record = all.find((avatar) => avatar.id === id);
    if (record) {
      const others = all.filter((avatar) => avatar !== record).flatMap(({ clips }) => clips);
      const needed = new Set(others.map(({ key }) => key));
      await avatars.delete(id);
      for (const { key } of record.clips) {
        if (!needed.has(key)) await transaction.objectStore('tracks').delete(key);
      }
    }
    await transaction.done;
    return record;
  }
}
