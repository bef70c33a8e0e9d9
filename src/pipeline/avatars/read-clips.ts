import { AppError, isAbort } from '../../workers/protocol/errors';
import type { VideoInfo } from '../../workers/protocol/media';
import { threads } from '../threads';
import type { GivenClip } from './choose-clips';

/** A clip whose video can be read. */
export interface ReadClip extends Omit<GivenClip, 'file'> {
  blob: Blob;
  info: VideoInfo;
}

/**
 * Unpacks and opens every clip.
 * @throws AppError `bad-clip` that names all clips which cannot be read.
 */
export async function readClips(
  clips: readonly GivenClip[],
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<ReadClip[]> {
  const read: ReadClip[] = [];
  const unread: { name: string; cause: AppError }[] = [];
  for (const { name, kind, file } of clips) {
    report(read.length + unread.length, clips.length);
    try {
      const blob = await file.open(signal);
      const info = await threads.video.call((media) => media.probeVideo(blob), signal);
      read.push({ name, kind, blob, info });
    } catch (error) {
      if (isAbort(error) || !(error instanceof AppError) || error.code === 'worker-crashed') {
        throw error;
      }
      unread.push({ name, cause: error });
    }
  }
  report(clips.length, clips.length);
  if (unread.length === 0) return read;
  const faults = unread.map(({ name, cause }) => `"${name}": ${cause.message}`);
  throw new AppError('bad-clip', `Not every clip can be read. ${faults.join(' ')}`, {
    hint: 'Save these clips anew as MP4, or leave them out.',
    stage: 'import',
    cause: unread[0]?.cause,
  });
}
