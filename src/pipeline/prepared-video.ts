import { proxy } from 'comlink';
import { contentKey } from '../platform/storage/content-key';
import type { WorkerThread } from '../platform/worker-thread';
import type { MediaWorkerApi, PreparedVideo, PrepareVideoOptions } from '../workers/protocol/media';
import { keepConverted, releaseConverted, takeConverted } from './converted-video';
import { callForFile } from './left-files';

/**
 * Makes a video ready to be opened again and again; what was converted for an earlier caller is used again.
 * @param thread reads it, and converts it if need be.
 * @param onSeconds told how much has been converted.
 * @returns to be handed back by {@link discardPrepared}.
 * @throws AppError `unsupported-media`, `corrupt-media`, `storage-full`.
 */
export async function prepareVideo(
  thread: WorkerThread<MediaWorkerApi>,
  media: Blob,
  options: PrepareVideoOptions,
  onSeconds: (seconds: number) => void,
  signal?: AbortSignal,
): Promise<PreparedVideo> {
  const converted = await takeConverted(media, options);
  if (converted) return opened(thread, converted, options, signal);
  const prepared = await callForFile(
    thread,
    (decoder) => decoder.prepareVideo(media, options, proxy(onSeconds), signal),
    signal,
  );
  await keepConverted(media, options, prepared);
  return prepared;
}

/** What was converted in another size, as it is read in the size that is asked for. */
async function opened(
  thread: WorkerThread<MediaWorkerApi>,
  converted: PreparedVideo,
  { maxSide }: PrepareVideoOptions,
  signal?: AbortSignal,
): Promise<PreparedVideo> {
  try {
    const { info } = await thread.call(
      (decoder) => decoder.prepareVideo(converted.video, { maxSide }, undefined, signal),
      signal,
    );
    const { codec, sourceFps, decoder } = converted.info;
    return { ...converted, info: { ...info, codec, sourceFps, decoder } };
  } catch (error) {
    await discardPrepared(converted);
    throw error;
  }
}

/** Names what is seen in a prepared video, for the caches; a converted part begins later than its media. */
export async function mediaKey(
  media: Blob,
  { begins }: Pick<PreparedVideo, 'begins'>,
): Promise<string> {
  return `${await contentKey(media)}@${begins}`;
}

/** Hands a video back: what it was converted to may go. */
export async function discardPrepared({
  temporaryFile,
}: Pick<PreparedVideo, 'temporaryFile'>): Promise<void> {
  if (temporaryFile !== null) await releaseConverted(temporaryFile);
}
