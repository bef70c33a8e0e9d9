import { AppError, isAbort } from '../../workers/protocol/errors';
import type { VideoInfo } from '../../workers/protocol/media';
import { threads } from '../threads';
import type { GivenClip } from './choose-clips';

/** The last frame is only looked at this small, px. */
const CHECKED_SIDE = 16;

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
      await checkEnd(blob, info, signal);
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

/** A cut-off file may list frames that it no longer has. What ffmpeg reads has been decoded already. */
async function checkEnd(
  blob: Blob,
  { frames, decoder }: VideoInfo,
  signal?: AbortSignal,
): Promise<void> {
  if (decoder === 'ffmpeg') return;
  await threads.video.call((media) => media.pictureOf(blob, frames - 1, CHECKED_SIDE), signal);
}
