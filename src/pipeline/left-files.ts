/** Temporary files that nobody asks for any more. */
import type { Remote } from 'comlink';
import type { WorkerThread } from '../platform/worker-thread';
import type { MediaWorkerApi } from '../workers/protocol/media';
import { threads } from './threads';

type MediaThread = Pick<WorkerThread<MediaWorkerApi>, 'call'>;

let done = false;

/** Names of files that are shown although their job is over. */
const shown = new Set<string>();

/**
 * Deletes the temporary files that a crash or a closed tab left behind: once a visit, before its first job. Nothing
 * waits for it.
 */
export function discardLeftFiles(): void {
  if (done) return;
  done = true;
  sweep(threads.render);
}

/**
 * Deletes what a cancelled job left in threads that were ended because they did not yield. Each thread's turn comes
 * when the cancelled call has settled or its worker has been ended. Nothing waits for it.
 */
export function discardCancelledFiles(): void {
  for (const thread of [threads.audio, threads.render]) sweep(thread);
}

/** Spares a file that the user sees, until the page is closed. */
export function keepShown(name: string | null): void {
  if (name !== null) shown.add(name);
}

/**
 * A call whose answer holds a temporary file. An answer that comes after the cancel is nobody's: its file goes at
 * once.
 * @throws AbortError as soon as `signal` aborts.
 */
export function callForFile<T extends { temporaryFile: string | null }>(
  thread: MediaThread,
  use: (media: Remote<MediaWorkerApi>) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return thread.call(async (media) => {
    const made = await use(media);
    if (signal?.aborted === true && made.temporaryFile !== null) {
      await media.discardTemporary(made.temporaryFile);
    }
    return made;
  }, signal);
}

function sweep(thread: MediaThread): void {
  thread
    .call((media) => media.discardTemporary(undefined, [...shown]))
    .catch((error: unknown) => console.warn('Temporary files were left:', error));
}
