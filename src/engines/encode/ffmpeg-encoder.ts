import { i420Size } from '../../core/pixels/i420';
import { FPS } from '../../core/time/units';
import { abortError, AppError } from '../../workers/protocol/errors';
import { checkFfmpeg, withFfmpeg } from '../ffmpeg/ffmpeg';
import { I420Reader } from './i420-reader';
import { joinSegments } from './join-segments';
import { KEY_FRAME_SECONDS, type EncodedSegment, type SegmentEncoder } from './segment-encoder';

/** Frames handed to ffmpeg at a time: from one key frame to the next, less where they are large. */
const CHUNK_FRAMES = KEY_FRAME_SECONDS * FPS;
const CHUNK_BYTES = 64 * 1024 * 1024;

/** x264's constant rate factor: 20 shows no loss on faces; one below compensates for `ultrafast`. */
const RATE_FACTOR = 19;

/** x264: the bit rate doubles for about every 6 that the constant rate factor falls. */
const FACTOR_OF_DOUBLE = 6;

/** The colours of {@link I420Reader}, written into the stream so that players invert the same matrix. */
const COLOUR = [
  ...['-color_range', 'tv', '-colorspace', 'bt709'],
  ...['-color_primaries', 'bt709', '-color_trc', 'bt709'],
];

export const ffmpegEncoder: SegmentEncoder = {
  name: 'ffmpeg',

  supported: () =>
    Promise.resolve(typeof WebAssembly !== 'undefined' && typeof VideoFrame !== 'undefined'),

  checkFiles: checkFfmpeg,

  async encodeSegment(frames, { width, height, bitrateScale = 1, signal }) {
    const rateFactor = RATE_FACTOR - Math.round(FACTOR_OF_DOUBLE * Math.log2(bitrateScale));
    const frameBytes = i420Size(width, height);
    const chunkFrames = Math.max(1, Math.min(CHUNK_FRAMES, Math.floor(CHUNK_BYTES / frameBytes)));
    const reader = new I420Reader(width, height);
    const pieces: EncodedSegment[] = [];
    // One chunk is encoded on ffmpeg's thread while the next is gathered here.
    let encoding: Promise<unknown> = Promise.resolve();
    let chunk = new Uint8Array(chunkFrames * frameBytes);
    let filled = 0;
    const send = async (): Promise<void> => {
      await encoding;
      const pictures = chunk.subarray(0, filled * frameBytes);
      encoding = encodeChunk(pictures, filled, { width, height, rateFactor }, signal).then(
        (piece) => pieces.push(piece),
      );
      encoding.catch(() => undefined);
      chunk = new Uint8Array(chunkFrames * frameBytes);
      filled = 0;
    };
    for await (const frame of frames) {
      try {
        if (signal?.aborted) throw abortError();
        const at = filled * frameBytes;
        await reader.read(frame, chunk.subarray(at, at + frameBytes));
      } finally {
        frame.close();
      }
      filled += 1;
      if (filled === chunkFrames) await send();
    }
    if (filled > 0) await send();
    await encoding;
    return pieces.length === 1 && pieces[0] ? pieces[0] : joinSegments(pieces);
  },
};

async function encodeChunk(
  pictures: Uint8Array,
  frames: number,
  { width, height, rateFactor }: { width: number; height: number; rateFactor: number },
  signal: AbortSignal | undefined,
): Promise<EncodedSegment> {
  return withFfmpeg(async (ffmpeg) => {
    await ffmpeg.writeFile('pictures.yuv', pictures);
    const { code, log } = await ffmpeg.run([
      ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', `${FPS}`],
      ...['-i', 'pictures.yuv', '-c:v', 'libx264', '-preset', 'ultrafast'],
      ...['-crf', `${rateFactor}`, '-bf', '0', '-g', `${KEY_FRAME_SECONDS * FPS}`],
      ...['-pix_fmt', 'yuv420p', ...COLOUR, '-video_track_timescale', `${FPS * 512}`],
      'piece.mp4',
    ]);
    if (code !== 0) {
      throw new AppError('internal', `ffmpeg could not encode the video (exit code ${code}).`, {
        hint: 'Try again, or choose the WebCodecs encoder.',
        cause: new Error(log.join('\n')),
      });
    }
    await ffmpeg.deleteFile('pictures.yuv');
    const data = await ffmpeg.takeFile('piece.mp4');
    return { blob: new Blob([data], { type: 'video/mp4' }), frames };
  }, signal);
}
