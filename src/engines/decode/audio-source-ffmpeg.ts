import { withFfmpeg, type FfmpegSession } from '../ffmpeg/ffmpeg';
import { createTemporaryHandle, discardTemporaryFile } from '../storage/temporary-file';

interface TranscodedAudio {
  wav: Blob;
  /** Name of the codec in the original file, as ffmpeg calls it. */
  codec: string;
  discard(): Promise<void>;
}

/** 16-bit PCM: the fallback is for lossy sources, whose noise lies far above the rounding. */
const WAV_OUTPUT = ['-map', '0:a:0', '-vn', '-c:a', 'pcm_s16le', '-f', 'wav'];

/**
 * Decodes the first sound track with ffmpeg.wasm to a WAV, which streams to temporary storage (or
 * stays in memory where the browser has none).
 * @param options `most`: seconds from the start after which it may end.
 */
export async function transcodeToWav(
  media: Blob,
  { most, signal }: { most?: number | undefined; signal?: AbortSignal | undefined } = {},
): Promise<TranscodedAudio | 'no-audio' | 'unreadable'> {
  const handle = await createTemporaryHandle();
  const discard = async (): Promise<void> => {
    if (handle) await discardTemporaryFile(handle.name);
  };
  try {
    const result = await withFfmpeg(
      (ffmpeg) => ffmpeg.withInput(media, (path) => transcode(ffmpeg, path, { handle, most })),
      signal,
    );
    if (typeof result === 'string') {
      await discard();
      return result;
    }
    return { ...result, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function transcode(
  ffmpeg: FfmpegSession,
  path: string,
  { handle, most }: { handle: FileSystemFileHandle | null; most: number | undefined },
): Promise<{ wav: Blob; codec: string } | 'no-audio' | 'unreadable'> {
  const limit = most === undefined ? [] : ['-t', String(most)];
  const { log, output: wav } = await ffmpeg.produce([...limit, '-i', path, ...WAV_OUTPUT], handle);
  if (log.some((line) => /matches no streams|does not contain any stream/.test(line))) {
    return 'no-audio';
  }
  if (!wav) return 'unreadable';
  const codec = log.map((line) => /Audio: (\w+)/.exec(line)?.[1]).find((name) => name);
  return { wav, codec: codec ?? 'unknown' };
}
