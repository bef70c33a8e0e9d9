import { FPS } from '../core/time/units';
import { toAppError } from '../workers/protocol/errors';
import type { Run } from '../workers/protocol/progress';
import { allFaces } from './count-people';
import { videos } from './detect-faces';
import { discardPrepared, prepareVideo } from './prepared-video';
import { threads } from './threads';
import type { PeopleInPicture } from './types';

/** Longer side of the picture of a video, px: enough to recognise people, and their faces. */
const PICTURE_SIDE = 1280;

/** Of a video that must be converted, no more than this is, seconds: a frame and some slack. */
const CONVERTED_SECONDS = 0.2;

/**
 * Everybody in a picture, or in a video at a moment, in one look.
 * @param seconds of the video; of no meaning for a picture.
 * @throws AppError unsupported-media, corrupt-media.
 */
export async function findPeople(
  media: Blob,
  seconds: number,
  { signal }: Pick<Run, 'signal'> = {},
): Promise<PeopleInPicture> {
  try {
    return await videos.run(async () => {
      const picture = await pictureAt(media, seconds, signal);
      const still = await prepareVideo(threads.video, picture, {}, () => undefined, signal);
      const { frames: to } = still.info;
      const { frames, width, height } = await allFaces(picture, { from: 0, to, step: 1 }, signal);
      return { picture, width, height, faces: frames.at(-1) ?? [] };
    }, signal);
  } catch (error) {
    throw toAppError(error, 'faces');
  }
}

async function pictureAt(media: Blob, seconds: number, signal?: AbortSignal): Promise<Blob> {
  const part = { start: seconds, seconds: CONVERTED_SECONDS };
  const prepared = await prepareVideo(
    threads.video,
    media,
    // In this size it is found in what was converted for a job, of any quality.
    { part, maxSide: PICTURE_SIDE },
    () => undefined,
    signal,
  );
  const { info, still, begins, video } = prepared;
  if (still) return media;
  try {
    const frame = Math.min(info.frames - 1, Math.max(0, Math.floor((seconds - begins) * FPS)));
    return await threads.video.call(
      (decoder) => decoder.pictureOf(video, frame, PICTURE_SIDE),
      signal,
    );
  } finally {
    await discardPrepared(prepared);
  }
}
