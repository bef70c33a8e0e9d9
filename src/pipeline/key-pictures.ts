import { contentKey } from '../platform/storage/content-key';
import type { AvatarMedia } from '../platform/avatars';
import type { ClipPictures, PictureWish } from '../workers/protocol/lipsync';
import { openCaches } from './track-cache';
import { threads } from './threads';

/** Part of every key; raise it when pictures are cut in another way. */
const VERSION = 1;

type Clip = AvatarMedia['clips'][number];

/** Names what a clip shows: its file, how far it is shrunk, and which frame of it a still clip sways. */
export async function clipContent({ blob, maxSide, still }: Clip): Promise<string> {
  const made = { maxSide, still: still && { frame: still.frame, frames: still.frames } };
  return `${await contentKey(blob)}@${JSON.stringify(made)}`;
}

/**
 * The pictures that a lip-sync engine wishes for, cut out of the registered clips. Decoding those costs most of a warm-up, so
 * they are cached by what the clips show; some 10 MB for a person.
 * @throws AppError `bad-clip`.
 */
export async function keyPictures(
  clips: readonly Clip[],
  wishes: readonly PictureWish[],
  signal?: AbortSignal,
): Promise<ClipPictures> {
  const caches = await openCaches();
  const name = caches && (await nameOf(clips, wishes));
  const known = name === null ? undefined : await caches?.get(name);
  if (known instanceof ArrayBuffer) return { pixels: new Blob([known]) };
  const cut = await threads.render.call((media) => media.cutPictures([...wishes], signal), signal);
  // The job does not wait until it is written.
  if (name !== null) void cut.pixels.arrayBuffer().then((pixels) => caches?.put(name, pixels));
  return cut;
}

async function nameOf(clips: readonly Clip[], wishes: readonly PictureWish[]): Promise<string> {
  const wanted = new Set(wishes.map(({ clip }) => clip));
  const shown = clips.filter(({ name }) => wanted.has(name));
  const contents = await Promise.all(
    shown.map(async (clip) => [clip.name, await clipContent(clip)]),
  );
  return `pictures/${VERSION}/${await contentKey(new Blob([JSON.stringify({ contents, wishes })]))}`;
}
