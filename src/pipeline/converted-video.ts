/**
 * The last video that had to be converted, kept for whoever asks for it next: the page looks for faces in it, then a job shows
 * it, and often another one after that. The file is a temporary one; it goes some minutes after its last use, when another
 * video is converted, and with the caches.
 */
import { contentKey } from '../platform/storage/content-key';
import { claimTemporaryFile } from '../platform/temporary-claim';
import type { PreparedVideo, PrepareVideoOptions } from '../workers/protocol/media';
import { threads } from './threads';

/** Milliseconds after its last use. */
const KEPT_FOR = 10 * 60_000;

/** What is converted for a glance at a single frame is not worth being kept, seconds. */
const SHORTEST = 1;

/** A slip of the clock between two ways to count the same length, seconds. */
const TOLERANCE = 0.02;

interface Converted {
  content: string;
  options: PrepareVideoOptions;
  prepared: PreparedVideo & { temporaryFile: string };
  users: number;
  giveUp: () => void;
  timer?: ReturnType<typeof setTimeout>;
}

/** All that are still in use, and the latest one. */
const all = new Map<string, Converted>();
let latest: Converted | undefined;

/** Keeps what `media` was converted to, in use by one until {@link releaseConverted}. */
export async function keepConverted(
  media: Blob,
  options: PrepareVideoOptions,
  prepared: PreparedVideo,
): Promise<void> {
  const { temporaryFile } = prepared;
  if (temporaryFile === null) return;
  const content = await contentKey(media);
  const giveUp = claimTemporaryFile(temporaryFile);
  const kept = { content, options, prepared: { ...prepared, temporaryFile }, users: 1, giveUp };
  all.set(temporaryFile, kept);
  if (options.part && options.part.seconds < SHORTEST) return;
  const before = latest;
  latest = kept;
  if (before?.users === 0) await discard(before);
}

/**
 * The kept video, if it holds all that is asked for; in use until {@link releaseConverted}.
 * @returns undefined where it does not, or can no longer be read.
 */
export async function takeConverted(
  media: Blob,
  options: PrepareVideoOptions,
): Promise<PreparedVideo | undefined> {
  const kept = latest;
  if (!kept || !covers(kept.options, options)) return undefined;
  if (kept.content !== (await contentKey(media))) return undefined;
  try {
    // Another tab, or the user, may have cleared the storage.
    await kept.prepared.video.slice(0, 1).arrayBuffer();
  } catch {
    if (latest === kept) latest = undefined;
    return undefined;
  }
  if (latest !== kept) return undefined;
  clearTimeout(kept.timer);
  kept.users += 1;
  return kept.prepared;
}

/** Ends a use; the file goes at once if it is not the latest any more. */
export async function releaseConverted(temporaryFile: string): Promise<void> {
  const kept = all.get(temporaryFile);
  if (!kept) return;
  kept.users -= 1;
  if (kept.users > 0) return;
  if (kept === latest) kept.timer = setTimeout(() => void dropConverted(), KEPT_FOR);
  else await discard(kept);
}

/** Keeps nothing any more; what is in use goes when it is released. */
export async function dropConverted(): Promise<void> {
  const kept = latest;
  latest = undefined;
  if (kept?.users === 0) await discard(kept);
}

async function discard(kept: Converted): Promise<void> {
  const { temporaryFile } = kept.prepared;
  clearTimeout(kept.timer);
  all.delete(temporaryFile);
  kept.giveUp();
  await threads.render
    .call((media) => media.discardTemporary(temporaryFile))
    .catch((error: unknown) => console.warn('A converted video was left:', error));
}

/** Whether a conversion holds all pictures of another one, none of them smaller. */
function covers(kept: PrepareVideoOptions, asked: PrepareVideoOptions): boolean {
  if ((kept.maxSide ?? Infinity) < (asked.maxSide ?? Infinity)) return false;
  if (kept.part === undefined) return true;
  if (asked.part === undefined) return false;
  const end = ({ start, seconds }: { start: number; seconds: number }): number => start + seconds;
  return kept.part.start <= asked.part.start && end(kept.part) >= end(asked.part) - TOLERANCE;
}
