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
  async video(id) {
    const { results } = await appStorage();
    const found = await results.get(id);
    if (found !== undefined) return found.video;
    throw new AppError('internal', 'This video is no longer stored.', {
      hint: 'It was deleted in another tab; make it again.',
      stage: 'results',
    });
  },
  async remove(id) {
    const { results } = await appStorage();
    await results.delete(id);
  },
};
