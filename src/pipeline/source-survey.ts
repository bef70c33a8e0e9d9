/** What can be known of a video that the browser cannot decode before it is converted. */
import { proxy } from 'comlink';
import { FPS } from '../core/time/units';
import { contentKey } from '../platform/storage/content-key';
import type { WorkerThread } from '../platform/worker-thread';
import type { MediaWorkerApi } from '../workers/protocol/media';
import { allFaces, keptSamples, peopleIn, type PeopleSample } from './count-people';
import { openCaches } from './track-cache';

/** Part of the cache's key; raise it when lengths are read in another way. */
const VERSION = 1;

const NOTHING: PeopleSample = { people: 0, usable: false, change: 1 };

type Thread = WorkerThread<MediaWorkerApi>;

/**
 * The length of a video that must be converted, as it says; kept, so that ffmpeg is not loaded for what is known.
 * @returns null for what the browser reads itself.
 * @throws AppError `unsupported-media`, `corrupt-media`.
 */
export async function lengthOfConversion(
  thread: Thread,
  media: Blob,
  signal?: AbortSignal,
): Promise<{ seconds: number | null } | null> {
  const caches = await openCaches();
  const name = `length/${VERSION}/${await contentKey(media)}`;
  const known = await caches?.get(name);
  if (typeof known === 'number') return { seconds: known };
  const length = await thread.call((decoder) => decoder.lengthToConvert(media, signal), signal);
  if (length && length.seconds !== null) await caches?.put(name, length.seconds);
  return length;
}

/**
 * The people in the key frames at or before every `step`-th of frames [from, to). Cached by content.
 * @param report told how many pictures have been taken out of it.
 */
export async function surveyUnconverted(
  thread: Thread,
  { media, content }: { media: Blob; content: string },
  { from, to, step }: { from: number; to: number; step: number },
  report: (done: number) => void,
  signal?: AbortSignal,
): Promise<PeopleSample[]> {
  return keptSamples(`key-frames/${from}-${to}-${step}/${content}`, async () => {
    const count = Math.ceil((to - from) / step);
    const moments = Array.from({ length: count }, (_, i) => (from + i * step) / FPS);
    const { pictures, found } = await thread.call(
      (decoder) => decoder.sampleVideo(media, moments, proxy(report), signal),
      signal,
    );
    const samples = moments.map(() => NOTHING);
    if (!pictures) return samples;
    const seen = await allFaces(pictures, { from: 0, to: found.length, step: 1 }, signal);
    for (const [i, sample] of peopleIn(seen).entries()) {
      const moment = found[i];
      if (moment !== undefined) samples[moment] = sample;
    }
    return samples;
  });
}
