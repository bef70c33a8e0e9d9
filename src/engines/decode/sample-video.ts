import type { VideoSamples } from '../../workers/protocol/media';
import { withFfmpeg, type FfmpegSession } from '../ffmpeg/ffmpeg';
import { evenPictures, INTERMEDIATE_H264 } from './frame-reader-ffmpeg';
import { decodesH264, openWithBrowser } from './open-frames';
import { isPicture } from './still';

/** Longer side of the pictures, px: enough to find a face and tell where it looks. */
const SAMPLE_SIDE = 720;

/** Name of the picture with that number, as ffmpeg's image2 writes and reads it. */
const pictureName = (number: number): string => `sample${String(number).padStart(4, '0')}.jpg`;
const PICTURE_NAMES = 'sample%04d.jpg';

/**
 * Whether a video has to be converted, and how long it is.
 * @returns null for pictures, for what the browser decodes, and where there is no format to convert to once for all.
 * @throws AppError `unsupported-media`, `corrupt-media`.
 */
export async function lengthToConvert(
  media: Blob,
  signal?: AbortSignal,
): Promise<{ seconds: number | null } | null> {
  if (await isPicture(media)) return null;
  const { reader } = await openWithBrowser(media);
  if (reader) {
    await reader.close();
    return null;
  }
  if (!(await decodesH264())) return null;
  const { log } = await withFfmpeg(
    (ffmpeg) => ffmpeg.withInput(media, (path) => ffmpeg.run(['-i', path])),
    signal,
  );
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(log.join('\n')) ?? [];
  const known = hours !== undefined;
  return {
    seconds: known ? 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds) : null,
  };
}

/** See MediaWorkerApi.sampleVideo. */
export async function sampleVideo(
  media: Blob,
  seconds: readonly number[],
  {
    onPicture,
    signal,
  }: {
    onPicture?: ((done: number) => void) | undefined;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<VideoSamples> {
  return withFfmpeg(
    (ffmpeg) =>
      ffmpeg.withInput(media, async (path) => {
        const found: number[] = [];
        for (const [i, at] of seconds.entries()) {
          if (await takePicture(ffmpeg, path, at, pictureName(found.length))) found.push(i);
          onPicture?.(i + 1);
        }
        const pictures = found.length > 0 ? await joined(ffmpeg) : null;
        for (const number of found.keys()) await ffmpeg.deleteFile(pictureName(number));
        return { pictures, found: pictures ? found : [] };
      }),
    signal,
  );
}

/** @returns whether there was one: the length that a file states is not always true. */
async function takePicture(
  ffmpeg: FfmpegSession,
  path: string,
  at: number,
  name: string,
): Promise<boolean> {
  // Going on from the key frame to the very moment would decode up to ten seconds for one picture.
  const seek = ['-noaccurate_seek', '-ss', String(at), '-skip_frame', 'nokey', '-i', path];
  const picture = ['-map', '0:v:0', '-frames:v', '1', '-vf', evenPictures(SAMPLE_SIDE)];
  const { log } = await ffmpeg.run([...seek, ...picture, '-q:v', '3', '-update', '1', name]);
  return /^frame=\s*[1-9]/m.test(log.join('\n'));
}

async function joined(ffmpeg: FfmpegSession): Promise<Blob | null> {
  const output = 'samples.mp4';
  const { code } = await ffmpeg.run([
    ...['-framerate', '25', '-i', PICTURE_NAMES, '-vf', evenPictures()],
    ...INTERMEDIATE_H264,
    output,
  ]);
  return code === 0 ? new Blob([await ffmpeg.takeFile(output)]) : null;
}
