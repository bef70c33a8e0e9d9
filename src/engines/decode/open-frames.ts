import { canDecodeVideo } from 'mediabunny';
import { AppError } from '../../workers/protocol/errors';
import type { FrameReader } from './frame-reader';
import { openRawFrames, transcodeVideo } from './frame-reader-ffmpeg';
import { openDecodedFrames } from './frame-reader-webcodecs';
import { corruptMedia, mayBeMedia, openMediaInput, unsupportedMedia } from './media-input';

/**
 * Opens the first picture track of a video: with the browser's decoder where it can, else with
 * ffmpeg.wasm (HEVC, AVI, MPEG-4 Part 2, browsers without H.264 …).
 * Throws AppError unsupported-media or corrupt-media.
 */
export async function openFrames(media: Blob, signal?: AbortSignal): Promise<FrameReader> {
  if (media.size === 0) throw corruptMedia();
  const input = await openMediaInput(media);
  if (!input) {
    if (!(await mayBeMedia(media))) throw unsupportedMedia();
    return openThroughFfmpeg(media, false, signal);
  }
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track && (await input.getTracks()).length > 0) throw unsupportedMedia();
    if (track && (await decodable(() => track.canDecode()))) {
      return await openDecodedFrames(input, track);
    }
  } catch (error) {
    input.dispose();
    if (error instanceof AppError) throw error;
    console.warn('The demuxer failed on this video, ffmpeg may be more lenient:', error);
    return openThroughFfmpeg(media, true, signal);
  }
  input.dispose();
  return openThroughFfmpeg(media, true, signal);
}

async function openThroughFfmpeg(
  media: Blob,
  knownContainer: boolean,
  signal: AbortSignal | undefined,
): Promise<FrameReader> {
  const format = (await decodable(() => canDecodeVideo('avc'))) ? 'h264' : 'raw';
  const video = await transcodeVideo(media, format, signal);
  if (!video) throw knownContainer ? corruptMedia() : unsupportedMedia();
  if (format === 'raw') return openRawFrames(video);
  const input = await openMediaInput(video.file);
  const track = await input?.getPrimaryVideoTrack();
  if (!input || !track) {
    await video.discard();
    throw corruptMedia();
  }
  const reader = await openDecodedFrames(input, track);
  const { codec, sourceFps } = video;
  return {
    info: { ...reader.info, codec, sourceFps, decoder: 'ffmpeg' },
    frames: (from, to) => reader.frames(from, to),
    async close() {
      await reader.close();
      await video.discard();
    },
  };
}

/** Some browsers throw where they should answer no. */
async function decodable(ask: () => Promise<boolean>): Promise<boolean> {
  if (typeof VideoDecoder === 'undefined') return false;
  try {
    return await ask();
  } catch {
    return false;
  }
}
