import { listAvatars, loadAvatar } from '../../platform/avatars';
import { appStorage } from '../../platform/storage/storage';
import { AppError } from '../../workers/protocol/errors';
import type { ResultLibrary } from './results.svelte';

/** The finished videos in the browser's storage. */
export const resultLibrary: ResultLibrary = {
  async list() {
    const { results } = await appStorage();
    return (await results.list()).map(({ id, title, created, bytes, duration }) => ({
      id,
      name: title,
      created: new Date(created),
      bytes,
      duration,
    }));
  },
  async open(id) {
    const { results } = await appStorage();
    const found = await results.get(id);
    if (found !== undefined) {
      const { edl, avatarId } = found.result;
      // A custom video has no avatar, and one's own may have been removed since.
      const known = (await listAvatars()).some(({ id: other }) => other === avatarId);
      return { video: found.video, edl, avatarId: known ? avatarId : null };
    }
    throw new AppError('internal', 'This video is no longer stored.', {
      hint: 'It was deleted in another tab; make it again.',
      stage: 'results',
    });
  },
  async remove(id) {
    const { results } = await appStorage();
    await results.delete(id);
  },
  async clips(avatarId) {
    const { clips } = await loadAvatar(avatarId);
    return new Map(clips.map(({ name, blob }) => [name, blob]));
  },
};
