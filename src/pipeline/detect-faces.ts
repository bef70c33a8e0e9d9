import type { FaceTrack } from '../core/faces/face-track';
import { FPS } from '../core/time/units';
import { toAppError } from '../workers/protocol/errors';
import type { Run } from '../workers/protocol/progress';
import { countPeople } from './count-people';
import { noFace } from './custom-video-faults';
import { JobQueue } from './job-queue';
import { FaceOptionsSchema, parseOptions } from './options';
import { discardPrepared, mediaKey, prepareVideo } from './prepared-video';
import { StageWatch } from './stage-watch';
import { threads } from './threads';
import { trackFaces } from './track-faces';
import type { FaceOptions } from './types';

/** The landmark threads follow one video at a time. */
export const videos = new JobQueue();

/**
 * Follows one face of a video: the largest, or the one at `face`. Gaps of up to five frames are bridged and jitter
 * is taken out without lag, shot by shot; with `smooth: false` the points are as measured. Cached by content.
 * @returns a track at 25 fps, or 25/n with `everyNthFrame` n.
 * @throws AppError `no-face` when no frame shows one; unsupported-media, corrupt-media.
 */
export async function detectFaces(
  media: Blob,
  options: FaceOptions = {},
  { signal, onProgress }: Run = {},
): Promise<FaceTrack> {
  const asked = parseOptions(FaceOptionsSchema, options, 'detectFaces');
  const { everyNthFrame: step, face: at, smooth } = asked;
  const watch = new StageWatch(onProgress);
  try {
    return await videos.run(async () => {
      const prepared = await watch.stage('video', 'seconds', (report) =>
        prepareVideo(threads.video, media, {}, (seconds) => report(seconds, 0), signal),
      );
      try {
        const key = await mediaKey(media, prepared);
        const tracked = await watch.stage('faces', 'frames', async (report) => {
          // To choose a face, the others must be seen.
          const all = { from: 0, to: prepared.info.frames };
          const several = at !== undefined || asked.maxFaces > 1;
          const people = several ? await countPeople(prepared, key, all, signal) : 1;
          const maxFaces = Math.max(1, at ? people : Math.min(people, asked.maxFaces));
          return trackFaces(prepared, key, { step, maxFaces, at }, report, signal);
        });
        const measured = smooth ? tracked.mended : tracked.raw;
        const frames = prepared.still ? measured.slice(-1) : measured;
        if (frames.every((found) => found === null)) throw noFace(frames.length);
        const { width, height } = prepared.info;
        return { width, height, fps: FPS / step, frames };
      } finally {
        await discardPrepared(prepared);
      }
    }, signal);
  } catch (error) {
    throw toAppError(error, watch.current);
  }
}
