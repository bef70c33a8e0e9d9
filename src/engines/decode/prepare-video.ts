import { AppError } from '../../workers/protocol/errors';
import type { PreparedVideo, PrepareVideoOptions } from '../../workers/protocol/media';
import { transcodeVideo } from './frame-reader-ffmpeg';
import { corruptMedia, unsupportedMedia } from './media-input';
import { decodesH264, openFrames, openWithBrowser } from './open-frames';
import { isPicture, openPicture } from './still';

/**
 * Makes sure that a video or picture can be opened again and again at little cost: what the browser
 * cannot decode is converted once, to a temporary file.
 * @throws AppError `unsupported-media`, `corrupt-media`, `storage-full`.
 */
export async function prepareVideo(
  media: Blob,
  { maxSide, part }: PrepareVideoOptions,
  { onSeconds, signal }: { onSeconds?: (seconds: number) => void; signal?: AbortSignal },
): Promise<PreparedVideo> {
  if (await isPicture(media)) {
    const picture = await openPicture(media, maxSide);
    await picture.close();
    return { info: picture.info, video: media, begins: 0, still: true, temporaryFile: null };
  }
  const { reader, knownContainer } = await openWithBrowser(media, maxSide);
  if (reader) {
    await reader.close();
    return { info: reader.info, video: media, begins: 0, still: false, temporaryFile: null };
  }
  if (!(await decodesH264())) {
    // Raw pictures of a whole video would fill the storage: it is converted whenever it is opened.
    const converted = await openFrames(media, { maxSide, signal });
    await converted.close();
    return { info: converted.info, video: media, begins: 0, still: false, temporaryFile: null };
  }
  const video = await transcodeVideo(media, 'h264', { maxSide, part, onSeconds, signal });
  if (!video) throw knownContainer ? corruptMedia() : unsupportedMedia(media);
  const opened = await openWithBrowser(video.file);
  await opened.reader?.close();
  if (!opened.reader) {
    await video.discard();
    throw part && part.start > 0 ? nothingThere(part.start) : corruptMedia();
  }
  const { codec, sourceFps, file, temporaryFile } = video;
  const info = { ...opened.reader.info, codec, sourceFps, decoder: 'ffmpeg' } as const;
  return { info, video: file, begins: part?.start ?? 0, still: false, temporaryFile };
}

function nothingThere(start: number): AppError {
  return new AppError(
    'bad-option',
    `The option "sourceRange" starts at ${start} s, after the video's end.`,
    {
      hint: 'Choose a part of the video, or leave the choice to the app.',
    },
  );
}
