import type { FaceTrack } from '../core/faces/face-track';
import { readTrackFile } from '../core/faces/track-file';
import { AppError } from '../workers/protocol/errors';
import { AVATARS_FOLDER, parseAvatarFile, parseAvatarList, type AvatarFile } from './avatar-file';
import type { AvatarClipStatus, AvatarMedia, AvatarSource, AvatarSummary } from './avatar-source';
import { appUrl, fetchFile } from './fetch-file';
import { sharedMemory } from './shared-memory';

type ClipFile = AvatarFile['clips'][number];

const pathOf = (id: string, file: string) => `${AVATARS_FOLDER}${id}/${file}`;

/** The avatars that come with the app, as files beside the page. Their face tracks are made beforehand. */
export class BuiltInAvatars implements AvatarSource {
  #files: Promise<AvatarFile[]> | undefined;

  async list(): Promise<AvatarSummary[]> {
    return (await this.#all()).map(entryOf);
  }

  async load(id: string, signal?: AbortSignal): Promise<AvatarMedia> {
    const { width, height, lipsync, clips, sequence } = await this.#file(id);
    const loaded = clips.map(async (clip) => {
      const [blob, track] = await Promise.all([
        clipBlob(id, clip, signal),
        clipTrack(id, clip, signal),
      ]);
      return { name: clip.name, kind: clip.kind, frames: clip.frames, blob, track };
    });
    return {
      id,
      width,
      height,
      lipsync: lipsync && { engine: lipsync.engine, modelId: lipsync.model },
      clips: await Promise.all(loaded),
      ...(sequence === undefined ? {} : { sequence }),
    };
  }

  async status(id: string): Promise<AvatarClipStatus[]> {
    const { clips } = await this.#file(id);
    return Promise.all(
      clips.map(async (clip) => {
        const { frames } = await clipTrack(id, clip);
        const framesWithoutFace = frames.filter((face) => face === null).length;
        return { name: clip.name, frames: clip.frames, preprocessed: true, framesWithoutFace };
      }),
    );
  }

  async #file(id: string): Promise<AvatarFile> {
    const file = (await this.#all()).find((avatar) => avatar.id === id);
    if (file) return file;
    throw new AppError('bad-option', `There is no built-in avatar "${id}".`, {
      hint: 'Choose one of the listed avatars.',
    });
  }

  /** The files do not change while the page is open; a failure is tried again at the next call. */
  #all(): Promise<AvatarFile[]> {
    this.#files ??= fetchAvatarFiles().catch((error: unknown) => {
      this.#files = undefined;
      throw error;
    });
    return this.#files;
  }
}

async function fetchAvatarFiles(): Promise<AvatarFile[]> {
  const ids = parsed(parseAvatarList, await fetchJson(`${AVATARS_FOLDER}index.json`));
  return Promise.all(
    ids.map(async (id) => parsed(parseAvatarFile, await fetchJson(pathOf(id, 'avatar.json')))),
  );
}

async function fetchJson(path: string): Promise<unknown> {
  const response = await fetchFile(path, 'no-clips');
  try {
    return await response.json();
  } catch (cause) {
    throw damaged(`"${path}" is not JSON`, cause);
  }
}

function parsed<T>(parse: (data: unknown) => T, data: unknown): T {
  try {
    return parse(data);
  } catch (cause) {
    throw damaged(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function entryOf({
  id,
  name,
  width,
  height,
  fps,
  licence,
  lipsync,
  clips,
  poster,
  sequence,
}: AvatarFile) {
  const idle = clips.find(({ kind }) => kind === 'silence') ?? clips[0];
  const entry: AvatarSummary = {
    id,
    name,
    builtIn: true,
    width,
    height,
    fps,
    clips: clips.map((clip) => ({ name: clip.name, kind: clip.kind, frames: clip.frames })),
    lipsyncModelId: lipsync?.model ?? null,
    licence,
  };
  if (sequence !== undefined) entry.sequence = sequence;
  if (poster !== undefined) entry.posterUrl = appUrl(pathOf(id, poster));
  if (idle !== undefined) entry.idleClipUrl = appUrl(pathOf(id, idle.name));
  return entry;
}

async function clipBlob(id: string, clip: ClipFile, signal?: AbortSignal): Promise<Blob> {
  const response = await fetchFile(pathOf(id, clip.name), 'bad-clip', signal);
  const blob = await response.blob();
  if (blob.size === clip.bytes) return blob;
  throw damaged(`"${clip.name}" has ${blob.size} bytes instead of ${clip.bytes}`);
}

async function clipTrack(id: string, clip: ClipFile, signal?: AbortSignal): Promise<FaceTrack> {
  const response = await fetchFile(pathOf(id, clip.track), 'bad-clip', signal);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const track = parsed(() => readTrackFile(bytes, sharedMemory), undefined);
  if (track.frames.length === clip.frames) return track;
  throw damaged(`"${clip.track}" has ${track.frames.length} frames, its clip ${clip.frames}`);
}

function damaged(what: string, cause?: unknown): AppError {
  return new AppError('bad-clip', `The avatar's files are damaged: ${what}.`, {
    hint: 'Reload the page; if it stays so, the app was not copied to its server completely.',
    cause,
  });
}
