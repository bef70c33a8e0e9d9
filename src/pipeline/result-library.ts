import { appStorage } from '../platform/storage/storage';
import { AppError } from '../workers/protocol/errors';

/** A finished video that is kept on the device. */
export interface KeptResult {
  id: string;
  name: string;
  created: Date;
  bytes: number;
  /** Seconds. */
  duration: number;
}

/** The finished videos on this device. */
export const resultLibrary = {
  /** Newest first. */
  async list(): Promise<KeptResult[]> {
    const { results } = await appStorage();
    return (await results.list()).map(({ id, title, created, bytes, duration }) => ({
      id,
      name: title,
      created: new Date(created),
      bytes,
      duration,
    }));
  },

  /** @throws AppError `internal` when there is no such video any more. */
  async video(id: string): Promise<Blob> {
    const { results } = await appStorage();
    const found = await results.get(id);
    if (found !== undefined) return found.video;
    throw new AppError('internal', 'This video is no longer stored.', {
      hint: 'Another tab may have deleted it; generate it again.',
      stage: 'results',
    });
  },

  async remove(id: string): Promise<void> {
    const { results } = await appStorage();
    await results.delete(id);
  },
};
