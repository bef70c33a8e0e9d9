import { FPS } from '../core/time/units';
import { toAppError } from '../workers/protocol/errors';
import type { Run } from '../workers/protocol/progress';
import { countPeople } from './count-people';
import { noFace } from './custom-video-faults';
import { JobQueue } from './job-queue';
import { FaceOptionsSchema, parseOptions } from './options';
import { discardPrepared, mediaKey, prepareVideo } from './prepared-video';
import { QUALITY } from './quality';
import { openSourcePart, partLookedAt, type SourcePart } from './source-part';
import { StageWatch } from './stage-watch';
import { threads } from './threads';
import { trackFaces } from './track-faces';
import type { FaceOptions, FoundFaces, Quality } from './types';

/** The landmark threads follow one video at a time. */
export const videos = new JobQueue();

/** Frames of a long video that a look in a quality takes; a job looks at all that it shows. */
const MOST_LOOKED_AT = 750;

/**
 * Follows one face of a video: the largest, or the one at `face`. Gaps of up to five frames are bridged and jitter
 * is taken out without lag, shot by shot; with `smooth: false` the points are as measured. Cached by content.
 * @returns a track at 25 fps, or 25/n with `everyNthFrame` n.
 * @throws AppError `no-face` when no frame of the whole video shows one; unsupported-media, corrupt-media.
 */
export async function detectFaces(
  media: Blob,
  options: FaceOptions = {},
  { signal, onProgress }: Run = {},
): Promise<FoundFaces> {
  const asked = parseOptions(FaceOptionsSchema, options, 'detectFaces');
  const { face: at, smooth, quality } = asked;
  const watch = new StageWatch(onProgress);
  try {
    return await videos.run(async () => {
      const opened = await openToLook(media, quality, watch, signal);
      const { prepared, key, looked, duration } = opened;
      try {
        const all = { from: looked.first, to: looked.end };
        const most = quality === undefined ? Infinity : MOST_LOOKED_AT;
        const step = asked.everyNthFrame ?? Math.max(1, Math.ceil((all.to - all.from) / most));
        const tracked = await watch.stage('faces', 'frames', async (report) => {
          // To choose a face, the others must be seen.
          const several = at !== undefined || asked.maxFaces > 1;
          const people = several ? await countPeople(prepared, key, all, signal) : 1;
          const maxFaces = Math.max(1, at ? people : Math.min(people, asked.maxFaces));
          const request = { ...all, step, maxFaces, at, threads: threadsIn(quality) };
          return trackFaces(prepared, key, request, report, signal);
        });
        const measured = smooth ? tracked.mended : tracked.raw;
        const frames = prepared.still ? measured.slice(-1) : measured;
        const whole = partLookedAt(opened) === undefined;
        if (whole && frames.every((found) => found === null)) throw noFace(prepared, frames.length);
        const { width, height } = prepared.info;
        const begins = prepared.begins + looked.first / FPS;
        const { cuts, covered } = tracked;
        const mending = smooth && !prepared.still ? { cuts, covered } : {};
        return { width, height, fps: FPS / step, frames, ...mending, begins, duration };
      } finally {
        await discardPrepared(prepared);
      }
    }, signal);
  } catch (error) {
    throw toAppError(error, watch.current);
  }
}

const threadsIn = (quality: Quality | undefined): number =>
  quality === undefined ? Infinity : QUALITY[quality].landmarkThreads;

/** All of a video; in a quality, the part of it that a job would convert, if it must be. */
async function openToLook(
  media: Blob,
  quality: Quality | undefined,
  watch: StageWatch,
  signal?: AbortSignal,
): Promise<SourcePart> {
  if (quality !== undefined) {
    const asked = { quality, speech: 0, allThatIsRead: true };
    return openSourcePart(threads.video, media, asked, watch, signal);
  }
  const prepared = await watch.stage('video', 'seconds', (report) =>
    prepareVideo(threads.video, media, {}, (seconds) => report(seconds, 0), signal),
  );
  const { frames, duration } = prepared.info;
  const key = await mediaKey(media, prepared);
  return { prepared, key, looked: { first: 0, end: frames }, duration };
}
