import { BT709_LIMITED } from '../../core/pixels/i420';
import { parseY4mHeader, type Y4mHeader } from '../../core/pixels/y4m';
import { FPS, frameTime } from '../../core/time/units';
import type { VideoInfo } from '../../workers/protocol/media';
import { withFfmpeg, type FfmpegSession } from '../ffmpeg/ffmpeg';
import { createTemporaryHandle, discardTemporaryFile } from '../storage/temporary-file';
import { checkFrameRange, type FrameReader } from './frame-reader';
import { corruptMedia } from './media-input';

/** Bytes in which the header of a YUV4MPEG2 stream ends. */
const HEADER_BYTES = 256;

/** Larger than any picture. */
const ANY_SIDE = 65_536;

/** Square pixels, even sides, BT.709 limited range: what the frames are then declared as. */
export function evenPictures(maxSide = ANY_SIDE): string {
  const shrink = `min(1,${maxSide}/max(iw*sar,ih))`;
  return (
    `scale=w='trunc(iw*sar*${shrink}/2)*2':h='trunc(ih*${shrink}/2)*2':` +
    'out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p'
  );
}

/** Near lossless, and with a key frame every half second for quick seeking. */
export const INTERMEDIATE_H264: readonly string[] = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '14', '-bf', '0', '-g', '12'],
  ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
  ...['-color_range', 'tv', '-f', 'mp4'],
];

interface FfmpegVideo {
  file: Blob;
  /** Of the file in temporary storage; null when it lies in memory. */
  temporaryFile: string | null;
  discard(): Promise<void>;
  codec: string;
  sourceFps: number;
}

interface TranscodeOptions {
  /** Pictures whose longer side is longer are shrunk to it. */
  maxSide?: number | undefined;
  /** The part of the video that is wanted, seconds; default: all. */
  part?: { start: number; seconds: number } | undefined;
  /** Seconds converted so far. */
  onSeconds?: ((seconds: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Decodes a video with ffmpeg.wasm to an intermediate file in temporary storage (or in memory where
 * the browser has none): H.264 at 25 fps for browsers that decode that, else raw pictures.
 * Null if ffmpeg finds no picture in it.
 */
export async function transcodeVideo(
  media: Blob,
  format: 'h264' | 'raw',
  options: TranscodeOptions = {},
): Promise<FfmpegVideo | null> {
  const handle = await createTemporaryHandle();
  const discard = async (): Promise<void> => {
    if (handle) await discardTemporaryFile(handle.name);
  };
  try {
    const video = await withFfmpeg(
      (ffmpeg) =>
        ffmpeg.withInput(media, (path) => transcode(ffmpeg, path, { format, handle, ...options })),
      options.signal,
    );
    if (!video) await discard();
    return video && { ...video, temporaryFile: handle?.name ?? null, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function transcode(
  ffmpeg: FfmpegSession,
  path: string,
  {
    format,
    handle,
    maxSide,
    part,
    onSeconds,
  }: TranscodeOptions & { format: 'h264' | 'raw'; handle: FileSystemFileHandle | null },
): Promise<Pick<FfmpegVideo, 'file' | 'codec' | 'sourceFps'> | null> {
  const codec = format === 'raw' ? ['-f', 'yuv4mpegpipe'] : INTERMEDIATE_H264;
  const filter = `fps=${FPS},${evenPictures(maxSide)}`;
  const pictures = ['-map', '0:v:0', '-an', '-vf', filter, ...codec];
  const seek = part ? ['-ss', String(part.start), '-t', String(part.seconds)] : [];
  const { log, output: file } = await ffmpeg.produce(
    [...seek, '-i', path, ...pictures],
    handle,
    onSeconds,
  );
  if (!file) return null;
  const [, name, rest] = log.join('\n').match(/Video: (\w+)(.*)/) ?? [];
  const fps = Number(/([\d.]+) fps/.exec(rest ?? '')?.[1]);
  return { file, codec: name ?? 'unknown', sourceFps: fps > 0 ? fps : FPS };
}

/** Reads frames from raw pictures on disk: each frame costs the same, in either direction. */
export async function openRawFrames(video: FfmpegVideo): Promise<FrameReader> {
  const head = new Uint8Array(await video.file.slice(0, HEADER_BYTES).arrayBuffer());
  const header = parseY4mHeader(head);
  const frames = header
    ? Math.floor((video.file.size - header.headerBytes) / header.frameBytes)
    : 0;
  if (!header || frames === 0) {
    await video.discard();
    throw corruptMedia();
  }
  const info: VideoInfo = {
    width: header.width,
    height: header.height,
    frames,
    duration: frames / FPS,
    sourceFps: video.sourceFps,
    codec: video.codec,
    decoder: 'ffmpeg',
  };
  return {
    info,
    frames(from, to) {
      checkFrameRange(info, from, to);
      return readFrames(video.file, header, from, to);
    },
    close: () => video.discard(),
  };
}

async function* readFrames(
  file: Blob,
  { width, height, headerBytes, frameBytes, frameHeaderBytes }: Y4mHeader,
  from: number,
  to: number,
): AsyncGenerator<VideoFrame, void, undefined> {
  const step = from <= to ? 1 : -1;
  const count = Math.abs(to - from);
  for (let i = 0; i < count; i += 1) {
    const frame = step > 0 ? from + i : from - 1 - i;
    const at = headerBytes + frame * frameBytes + frameHeaderBytes;
    const data = await file.slice(at, at + frameBytes - frameHeaderBytes).arrayBuffer();
    yield new VideoFrame(data, {
      format: 'I420',
      codedWidth: width,
      codedHeight: height,
      ...frameTime(frame),
      colorSpace: BT709_LIMITED,
    });
  }
}
