import { contentKey } from '../../platform/storage/content-key';
import { isAbort } from '../../workers/protocol/errors';
import { jobs } from '../job-queue';
import { clipContent } from '../key-pictures';
import { chooseLipsync, EXEMPLAR } from '../lipsync-choice';
import { openLipsync } from '../lipsync-session';
import { loadedAvatar } from '../loaded-avatar';
import { threads } from '../threads';
import { openCaches } from '../track-cache';

/** Part of every key; raise it when key frames are chosen in another way. */
const VERSION = 1;

/** As a job that leaves all to the app would choose. */
const USUAL = { lipsyncModelId: undefined, audioEncoder: 'auto', openness: 1 } as const;

/**
 * Chooses an avatar's key frames and cuts them out of its clips ahead of its first video, which finds them in the caches then.
 * Nothing depends on it: what fails is left to that video, and so is all of it while another one is being made.
 * @throws AbortError
 */
export async function prepareKeyFrames(id: string, signal?: AbortSignal): Promise<void> {
  try {
    if (jobs.idle) await jobs.run(() => cutKeyFrames(id, signal), signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    console.warn(`The key frames of "${id}" are left to its first video.`, error);
  }
}

async function cutKeyFrames(id: string, signal?: AbortSignal): Promise<void> {
  const caches = await openCaches();
  if (!caches) return;
  const avatar = await loadedAvatar(id, signal);
  const choice = await chooseLipsync(avatar, USUAL);
  if (choice.engine !== EXEMPLAR) return;
  const contents = await Promise.all(avatar.clips.map(clipContent));
  const done = `key-frames/${VERSION}/${await contentKey(new Blob([JSON.stringify(contents)]))}`;
  if ((await caches.get(done)) !== undefined) return;
  const clips = avatar.clips.map(({ name, blob }) => ({ name, blob }));
  await threads.render.call((media) => media.registerClips(clips), signal);
  // One thread is enough to choose them; what it warns of is told by the video.
  await openLipsync(avatar, { ...choice, backend: 'auto' }, 1, [], signal);
  await caches.put(done, true);
}
