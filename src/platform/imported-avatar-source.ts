import type { FaceTrack } from '../core/faces/face-track';
import { readTrackFile } from '../core/faces/track-file';
import { FPS } from '../core/time/units';
import { AppError } from '../workers/protocol/errors';
import type { AvatarClipStatus, AvatarMedia, AvatarSource, AvatarSummary } from './avatar-source';
import { contentKey } from './storage/content-key';
import type { ImportedAvatar } from './storage/imported-avatars';
import type { AppStorage } from './storage/storage';

/** The engine of avatars that name a model of their own. */
const MODEL_ENGINE = 'unet';

/** The avatars that the user brought, from the app's storage. */
export class ImportedAvatarSource implements AvatarSource {
  readonly #storage: Pick<AppStorage, 'avatars' | 'tracks'>;

  constructor(storage: Pick<AppStorage, 'avatars' | 'tracks'>) {
    this.#storage = storage;
  }

  async list(): Promise<AvatarSummary[]> {
    const avatars = await this.#storage.avatars.list();
    return avatars.map(({ id, name, width, height, licence, clips, lipsyncModelId }) => {
      return { id, name, builtIn: false, width, height, fps: FPS, clips, lipsyncModelId, licence };
    });
  }

  async load(id: string): Promise<AvatarMedia> {
    const { width, height, clips, lipsyncModelId } = await this.#avatar(id);
    const loaded = clips.map(async (clip) => {
      const { blob, track } = await this.#clip(id, clip.name);
      if (track) return { ...clip, blob, track };
      throw new AppError('bad-clip', `The clip "${clip.name}" has not been preprocessed.`, {
        hint: 'Preprocess the avatar, then try again.',
      });
    });
    const lipsync =
      lipsyncModelId === null ? null : { engine: MODEL_ENGINE, modelId: lipsyncModelId };
    return { id, width, height, lipsync, clips: await Promise.all(loaded) };
  }

  async status(id: string): Promise<AvatarClipStatus[]> {
    const { clips } = await this.#avatar(id);
    return Promise.all(
      clips.map(async ({ name, frames }) => {
        const { track } = await this.#clip(id, name);
        const framesWithoutFace = track?.frames.filter((face) => face === null).length ?? 0;
        return { name, frames, preprocessed: track !== undefined, framesWithoutFace };
      }),
    );
  }

  async #avatar(id: string): Promise<ImportedAvatar> {
    const avatar = (await this.#storage.avatars.list()).find((other) => other.id === id);
    if (avatar) return avatar;
    throw new AppError('bad-option', `There is no imported avatar "${id}".`, {
      hint: 'Choose one of the listed avatars.',
    });
  }

  async #clip(id: string, name: string): Promise<{ blob: Blob; track: FaceTrack | undefined }> {
    const blob = await this.#storage.avatars.clip(id, name);
    const bytes = await this.#storage.tracks.get(await contentKey(blob));
    return { blob, track: bytes && readTrackFile(new Uint8Array(bytes)) };
  }
}
