import type { FaceTrack } from '../core/faces/face-track';
import { readTrackFile } from '../core/faces/track-file';
import { FPS } from '../core/time/units';
import { AppError } from '../workers/protocol/errors';
import { sharedMemory } from './shared-memory';
import type { AvatarClipStatus, AvatarMedia, AvatarSource, AvatarSummary } from './avatar-source';
import type { ImportedAvatar } from './storage/imported-avatars';
import type { AppStorage } from './storage/storage';

/** The engine of avatars that name a model, and of those that need none. */
const MODEL_ENGINE = 'unet';
const EXEMPLAR_ENGINE = 'exemplar';

/** What is told of a clip that the browser has cleared. */
const GONE = 'its file is gone: remove the avatar and import it again';

/** Addresses of stored files for showing an avatar, made once a page: listing again must not pile them up. */
const shownFiles = new Map<string, { posterUrl?: string; idleClipUrl?: string }>();

/** The avatars that the user brought, from the app's storage. */
export class ImportedAvatarSource implements AvatarSource {
  readonly #storage: Pick<AppStorage, 'avatars' | 'tracks'>;

  constructor(storage: Pick<AppStorage, 'avatars' | 'tracks'>) {
    this.#storage = storage;
  }

  async list(): Promise<AvatarSummary[]> {
    const avatars = await this.#storage.avatars.list();
    return Promise.all(
      avatars.map(async (avatar) => {
        const { id, name, width, height, licence, rightsConfirmed } = avatar;
        const { lipsyncModelId, sequence, face } = avatar;
        const clips = avatar.clips.map(({ key: _key, loop: _loop, ...clip }) => clip);
        const known = { licence, rightsConfirmed, lipsyncModelId };
        const about = { id, name, builtIn: false, width, height, ...known };
        const chosen = { ...(sequence !== undefined && { sequence }), ...(face && { face }) };
        return { ...about, fps: FPS, clips, ...chosen, ...(await this.#shown(avatar)) };
      }),
    );
  }

  async load(id: string): Promise<AvatarMedia> {
    const { width, height, clips, lipsyncModelId, sequence } = await this.#storage.avatars.get(id);
    const loaded = clips.map(async ({ key, loop: _loop, ...clip }) => {
      const [blob, track] = await Promise.all([
        this.#storage.avatars.clip(id, clip.name),
        this.#track(key),
      ]);
      if (track) return { ...clip, blob, track };
      throw new AppError('bad-clip', `The clip "${clip.name}" has not been preprocessed.`, {
        hint: 'Preprocess the avatar, then try again.',
      });
    });
    const lipsync = {
      engine: lipsyncModelId === null ? EXEMPLAR_ENGINE : MODEL_ENGINE,
      modelId: lipsyncModelId,
    };
    const stepped = sequence === undefined ? {} : { sequence };
    return { id, width, height, lipsync, clips: await Promise.all(loaded), ...stepped };
  }

  async status(id: string): Promise<AvatarClipStatus[]> {
    const { clips } = await this.#storage.avatars.get(id);
    const goneClips = await this.#storage.avatars.goneClips(id);
    return Promise.all(
      clips.map(async ({ name, frames, key, loop }) => {
        const track = await this.#track(key);
        const framesWithoutFace = track?.frames.filter((face) => face === null).length ?? 0;
        const gone = goneClips.has(name);
        const preprocessed = track !== undefined && loop !== undefined && !gone;
        const known = { ...(loop && { loop }), ...(gone && { fault: GONE }) };
        return { name, frames, preprocessed, framesWithoutFace, ...known };
      }),
    );
  }

  async remove(id: string): Promise<void> {
    await this.#storage.avatars.delete(id);
    const urls = shownFiles.get(id);
    shownFiles.delete(id);
    for (const url of Object.values(urls ?? {})) URL.revokeObjectURL(url);
  }

  async #track(key: string): Promise<FaceTrack | undefined> {
    const bytes = await this.#storage.tracks.get(key);
    return bytes && readTrackFile(new Uint8Array(bytes), sharedMemory);
  }

  /** A file that the browser has cleared is only not shown. */
  async #shown({
    id,
    clips,
  }: ImportedAvatar): Promise<{ posterUrl?: string; idleClipUrl?: string }> {
    const known = shownFiles.get(id);
    if (known) return known;
    const { avatars } = this.#storage;
    const urls: { posterUrl?: string; idleClipUrl?: string } = {};
    shownFiles.set(id, urls);
    try {
      const poster = await avatars.poster(id);
      if (poster) urls.posterUrl = URL.createObjectURL(poster);
      const idle = clips.find(({ kind }) => kind === 'silence') ?? clips[0];
      if (idle) urls.idleClipUrl = URL.createObjectURL(await avatars.clip(id, idle.name));
    } catch (error) {
      console.warn(`The avatar "${id}" cannot be shown.`, error);
    }
    return urls;
  }
}
