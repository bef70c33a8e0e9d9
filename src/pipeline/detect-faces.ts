import { proxy, transfer } from 'comlink';
import type { FaceTrack } from '../core/faces/face-track';
import { FPS } from '../core/time/units';
import { modelUrl } from '../platform/model-store';
import { AppError, toAppError } from '../workers/protocol/errors';
import type { Run } from '../workers/protocol/progress';
import { JobQueue } from './job-queue';
import { FaceOptionsSchema, parseOptions } from './options';
import { StageWatch } from './stage-watch';
import { threads } from './threads';
import type { FaceOptions } from './types';

/** The landmark thread follows one video at a time. */
const videos = new JobQueue();

/**
 * Follows the main face of a video, as measured (not smoothed). The video thread decodes and
 * sends the frames straight to the landmark thread.
 * @returns a track at 25 fps, or 25/n with `everyNthFrame` n.
 * @throws AppError `no-face` when no frame shows one; unsupported-media, corrupt-media.
 */
export async function detectFaces(
  media: Blob,
  options: FaceOptions = {},
  { signal, onProgress }: Run = {},
): Promise<FaceTrack> {
  const { maxFaces, everyNthFrame } = parseOptions(FaceOptionsSchema, options, 'detectFaces');
  const watch = new StageWatch(onProgress);
  try {
    return await videos.run(
      () =>
        watch.stage('faces', 'frames', (report) =>
          track(media, { maxFaces, step: everyNthFrame }, report, signal),
        ),
      signal,
    );
  } catch (error) {
    throw toAppError(error, 'faces');
  }
}

async function track(
  media: Blob,
  { maxFaces, step }: { maxFaces: number; step: number },
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<FaceTrack> {
  const url = await modelUrl('face-landmarker');
  await threads.landmarks.load((faces) => faces.load({ modelUrl: url, maxFaces }), signal);
  const { port1, port2 } = new MessageChannel();
  const fps = FPS / step;
  // Whichever side fails first ends the other through the closed port.
  const [tracked] = await Promise.all([
    threads.landmarks.call(
      (faces) => faces.trackVideo(transfer(port2, [port2]), proxy(report), signal),
      signal,
    ),
    threads.video.call(
      (decoder) => decoder.streamFrames(media, transfer(port1, [port1]), { step }),
      signal,
    ),
  ]);
  const { width, height, frames } = tracked;
  if (frames.every((face) => face === null)) {
    throw new AppError('no-face', `No face was found in ${frames.length} frames.`, {
      hint: 'Use a video with one clear, frontal, well-lit face of at least 100 pixels.',
    });
  }
  return { width, height, fps, frames };
}
