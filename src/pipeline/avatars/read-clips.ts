import { AppError, isAbort } from '../../workers/protocol/errors';
import type { PreparedVideo, VideoInfo } from '../../workers/protocol/media';
import { discardPrepared, prepareVideo } from '../prepared-video';
import { threads } from '../threads';
import type { GivenClip } from './choose-clips';

/** The last frame is only looked at this small, px. */
const CHECKED_SIDE = 16;

/** A clip whose video can be read. */
export interface ReadClip extends Omit<GivenClip, 'file'> {
  blob: Blob;
  info: VideoInfo;
}

/** `blob` may be what the given file was converted to. */
interface OpenedClip extends ReadClip, Pick<PreparedVideo, 'temporaryFile'> {}

/**
 * Unpacks and opens every clip; what the browser cannot decode is converted, for all that is done with the clip.
 * @returns each to be handed back by {@link discardPrepared}.
 * @throws AppError `bad-clip` that names all clips which cannot be read.
 */
export async function readClips(
  clips: readonly GivenClip[],
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<OpenedClip[]> {
  const read: OpenedClip[] = [];
  try {
    await readAll(clips, read, report, signal);
    return read;
  } catch (error) {
    await Promise.all(read.map(discardPrepared));
    throw error;
  }
}

async function readAll(
  clips: readonly GivenClip[],
  read: OpenedClip[],
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const unread: { name: string; cause: AppError }[] = [];
  for (const { name, kind, file } of clips) {
    report(read.length + unread.length, clips.length);
    try {
      const blob = await file.open(signal);
      const prepared = await prepareVideo(threads.video, blob, {}, () => undefined, signal);
      const { info, video, temporaryFile } = prepared;
      read.push({ name, kind, blob: video, info, temporaryFile });
      await checkEnd(prepared, signal);
    } catch (error) {
      if (isAbort(error) || !(error instanceof AppError) || error.code === 'worker-crashed') {
        throw error;
      }
      unread.push({ name, cause: error });
    }
  }
  report(clips.length, clips.length);
  if (unread.length === 0) return;
  const faults = unread.map(({ name, cause }) => `"${name}": ${cause.message}`);
  throw new AppError('bad-clip', `Not every clip can be read. ${faults.join(' ')}`, {
    hint: 'Save these clips anew as MP4, or leave them out.',
    stage: 'import',
    cause: unread[0]?.cause,
  });
}

/** A cut-off file may list frames that it no longer has. What ffmpeg reads has been decoded already. */
async function checkEnd(
  { info, video, still }: PreparedVideo,
  signal?: AbortSignal,
): Promise<void> {
  if (still) {
    throw new AppError('unsupported-media', 'It is a picture.', {
      hint: 'Use a video, or the picture in the mode "Custom video".',
    });
  }
  const { frames, decoder } = info;
  if (decoder === 'ffmpeg') return;
  await threads.video.call((media) => media.pictureOf(video, frames - 1, CHECKED_SIDE), signal);
}
