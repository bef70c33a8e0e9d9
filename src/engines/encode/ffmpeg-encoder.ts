import { i420Size, rgbaToI420 } from '../../core/pixels/i420';
import { FPS } from '../../core/time/units';
import { abortError, AppError } from '../../workers/protocol/errors';
import { withFfmpeg } from '../ffmpeg/ffmpeg';
import { joinSegments } from './join-segments';
import { KEY_FRAME_SECONDS, type EncodedSegment, type SegmentEncoder } from './segment-encoder';

/** Frames handed to ffmpeg at a time: 4 s, less where the pictures are large. */
const CHUNK_FRAMES = 4 * FPS;
const CHUNK_BYTES = 96 * 1024 * 1024;

/** x264's constant rate factor: 20 shows no loss on faces; one below compensates for `ultrafast`. */
const RATE_FACTOR = 19;

/** The picture format of {@link rgbaToI420}, written into the stream so that players invert the same matrix. */
const COLOUR = [
  ...['-color_range', 'tv', '-colorspace', 'bt709'],
  ...['-color_primaries', 'bt709', '-color_trc', 'bt709'],
];

export const ffmpegEncoder: SegmentEncoder = {
  name: 'ffmpeg',

  supported: () =>
    Promise.resolve(typeof WebAssembly !== 'undefined' && typeof VideoFrame !== 'undefined'),

  async encodeSegment(frames, { width, height, signal }) {
    const frameBytes = i420Size(width, height);
    const chunkFrames = Math.max(1, Math.min(CHUNK_FRAMES, Math.floor(CHUNK_BYTES / frameBytes)));
    const reader = new RgbaReader(width, height);
    const pieces: EncodedSegment[] = [];
    // One chunk is encoded on ffmpeg's thread while the next is gathered here.
    let encoding: Promise<unknown> = Promise.resolve();
    let chunk = new Uint8Array(chunkFrames * frameBytes);
    let filled = 0;
    const send = async (): Promise<void> => {
      await encoding;
      const pictures = chunk.subarray(0, filled * frameBytes);
      encoding = encodeChunk(pictures, filled, { width, height }, signal).then((piece) =>
        pieces.push(piece),
      );
      encoding.catch(() => undefined);
      chunk = new Uint8Array(chunkFrames * frameBytes);
      filled = 0;
    };
    for await (const frame of frames) {
      try {
        if (signal?.aborted) throw abortError();
        const at = filled * frameBytes;
        rgbaToI420(await reader.read(frame), width, height, chunk.subarray(at, at + frameBytes));
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
  { width, height }: { width: number; height: number },
  signal: AbortSignal | undefined,
): Promise<EncodedSegment> {
  return withFfmpeg(async (ffmpeg) => {
    await ffmpeg.writeFile('pictures.yuv', pictures);
    const { code, log } = await ffmpeg.run([
      ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', `${FPS}`],
      ...['-i', 'pictures.yuv', '-c:v', 'libx264', '-preset', 'ultrafast'],
      ...['-crf', `${RATE_FACTOR}`, '-bf', '0', '-g', `${KEY_FRAME_SECONDS * FPS}`],
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

/** Reads frames of any pixel format as RGBA, through a canvas where the browser cannot convert. */
class RgbaReader {
  readonly #width: number;
  readonly #height: number;
  readonly #pixels: Uint8Array<ArrayBuffer>;
  #canvas: OffscreenCanvasRenderingContext2D | null = null;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#pixels = new Uint8Array(4 * width * height);
  }

  /** Uint8 [height × width × 4], valid until the next call. */
  async read(frame: VideoFrame): Promise<Uint8Array | Uint8ClampedArray> {
    const { width, height } = frame.visibleRect ?? { width: 0, height: 0 };
    if (!this.#canvas && width === this.#width && height === this.#height) {
      try {
        await frame.copyTo(this.#pixels, { format: 'RGBA', colorSpace: 'srgb' });
        return this.#pixels;
      } catch (error) {
        console.warn('Frames are read through a canvas, the browser cannot convert them:', error);
      }
    }
    this.#canvas ??= new OffscreenCanvas(this.#width, this.#height).getContext('2d', {
      willReadFrequently: true,
      alpha: false,
    });
    if (!this.#canvas) throw new TypeError('There is no 2D canvas in this thread.');
    this.#canvas.drawImage(frame, 0, 0, this.#width, this.#height);
    return this.#canvas.getImageData(0, 0, this.#width, this.#height).data;
  }
}
