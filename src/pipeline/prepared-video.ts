import { proxy } from 'comlink';
import { contentKey } from '../platform/storage/content-key';
import type { WorkerThread } from '../platform/worker-thread';
import type { MediaWorkerApi, PreparedVideo, PrepareVideoOptions } from '../workers/protocol/media';
import { callForFile } from './left-files';

/**
 * Makes a video ready to be opened again and again.
 * @param thread keeps what it converted until it ends, or {@link discardPrepared} is called.
 * @param onSeconds told how much has been converted.
 * @throws AppError `unsupported-media`, `corrupt-media`, `storage-full`.
 */
export async function prepareVideo(
  thread: WorkerThread<MediaWorkerApi>,
  media: Blob,
  options: PrepareVideoOptions,
  onSeconds: (seconds: number) => void,
  signal?: AbortSignal,
): Promise<PreparedVideo> {
  return callForFile(
    thread,
    (decoder) => decoder.prepareVideo(media, options, proxy(onSeconds), signal),
    signal,
  );
}

/** Names what is seen in a prepared video, for the caches; a converted part begins later than its media. */
export async function mediaKey(
  media: Blob,
  { begins }: Pick<PreparedVideo, 'begins'>,
): Promise<string> {
  return `${await contentKey(media)}@${begins}`;
}

/** Deletes what a video was converted to. */
export async function discardPrepared(
  thread: WorkerThread<MediaWorkerApi>,
  { temporaryFile }: PreparedVideo,
): Promise<void> {
  if (temporaryFile === null) return;
  await thread
    .call((decoder) => decoder.discardTemporary(temporaryFile))
    .catch((error: unknown) => console.warn('A converted video was left:', error));
}
