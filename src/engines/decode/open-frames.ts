import { canDecodeVideo } from 'mediabunny';
import { AppError } from '../../workers/protocol/errors';
import type { FrameReader } from './frame-reader';
import { openRawFrames, transcodeVideo } from './frame-reader-ffmpeg';
import { openDecodedFrames } from './frame-reader-webcodecs';
import {
  corruptMedia,
  mayBeMedia,
  noPicture,
  openMediaInput,
  unsupportedMedia,
} from './media-input';

interface OpenFramesOptions {
  /** Frames whose longer side is longer are shrunk to it; default: none is. */
  maxSide?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Opens the first picture track of a video: with the browser's decoder where it can, else with
 * ffmpeg.wasm (HEVC, AVI, MPEG-4 Part 2, browsers without H.264 …).
 * Throws AppError unsupported-media or corrupt-media.
 */
export async function openFrames(
  media: Blob,
  { maxSide, signal }: OpenFramesOptions = {},
): Promise<FrameReader> {
  const { reader, knownContainer } = await openWithBrowser(media, maxSide);
  if (reader) return reader;
  const format = (await decodesH264()) ? 'h264' : 'raw';
  const video = await transcodeVideo(media, format, { maxSide, signal });
  if (!video) throw knownContainer ? corruptMedia() : unsupportedMedia(media);
  if (format === 'raw') return openRawFrames(video);
  const converted = await openWithBrowser(video.file);
  if (!converted.reader) {
    await video.discard();
    throw corruptMedia();
  }
  const { codec, sourceFps } = video;
  const opened = converted.reader;
  return {
    info: { ...opened.info, codec, sourceFps, decoder: 'ffmpeg' },
    frames: (from, to) => opened.frames(from, to),
    async close() {
      await opened.close();
      await video.discard();
    },
  };
}

/** Without ffmpeg: the reader, or null where only ffmpeg may be able to read the video. */
export async function openWithBrowser(
  media: Blob,
  maxSide?: number,
): Promise<{ reader: FrameReader | null; knownContainer: boolean }> {
  if (media.size === 0) throw corruptMedia();
  const input = await openMediaInput(media);
  if (!input) {
    if (!(await mayBeMedia(media))) throw unsupportedMedia(media);
    return { reader: null, knownContainer: false };
  }
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track && (await input.getTracks()).length > 0) throw noPicture();
    if (track && (await decodable(() => track.canDecode()))) {
      return { reader: await openDecodedFrames(input, track, maxSide), knownContainer: true };
    }
  } catch (error) {
    input.dispose();
    if (error instanceof AppError) throw error;
    console.warn('The demuxer failed on this video, ffmpeg may be more lenient:', error);
    return { reader: null, knownContainer: true };
  }
  input.dispose();
  return { reader: null, knownContainer: true };
}

/** Whether what ffmpeg converts can be stored as H.264: some browsers do not decode it. */
export const decodesH264 = (): Promise<boolean> => decodable(() => canDecodeVideo('avc'));

/** Some browsers throw where they should answer no. */
async function decodable(ask: () => Promise<boolean>): Promise<boolean> {
  if (typeof VideoDecoder === 'undefined') return false;
  try {
    return await ask();
  } catch {
    return false;
  }
}
