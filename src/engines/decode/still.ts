import { fittedSize } from '../../core/pixels/fit-size';
import { FPS, frameTime } from '../../core/time/units';
import { PICTURE_FRAMES, type VideoInfo } from '../../workers/protocol/media';
import { checkFrameRange, type FrameReader } from './frame-reader';
import { corruptMedia } from './media-input';

/** Pictures smaller than this are enlarged to it, in px of the longer side: encoders and mouths need some room. */
const SMALLEST_SIDE = 256;

/** Bytes in which a picture's kind can be told. */
const SIGNATURE_BYTES = 12;

/** Whether a file is a PNG, JPEG or WebP picture, by its first bytes: names and types may be wrong. */
export async function isPicture(media: Blob): Promise<boolean> {
  const head = new Uint8Array(await media.slice(0, SIGNATURE_BYTES).arrayBuffer());
  const text = String.fromCharCode(...head);
  const webp = text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP';
  return text.startsWith('\x89PNG') || text.startsWith('\xff\xd8\xff') || webp;
}

/**
 * A picture as a short video, upright and at most `maxSide` px long.
 * @throws AppError `corrupt-media`.
 */
export async function openPicture(media: Blob, maxSide?: number): Promise<FrameReader> {
  const bitmap = await createImageBitmap(media).catch((cause: unknown) => {
    throw corruptMedia(cause);
  });
  const enlarge = Math.max(1, SMALLEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const { width, height } = bitmap;
  const size = fittedSize({ width: width * enlarge, height: height * enlarge }, maxSide);
  const canvas = drawn(bitmap, size);
  bitmap.close();
  return new StillReader(canvas, { frames: PICTURE_FRAMES, codec: 'picture' });
}

/**
 * One frame of a video that stands still for `frames` frames. Takes over the reader.
 * @throws AppError `corrupt-media` when the frame cannot be decoded.
 */
export async function openStill(
  reader: FrameReader,
  { frame, frames }: { frame: number; frames: number },
): Promise<FrameReader> {
  try {
    for await (const picture of reader.frames(frame, frame + 1)) {
      const canvas = drawn(picture, reader.info);
      picture.close();
      return new StillReader(canvas, { frames, codec: reader.info.codec });
    }
    throw corruptMedia();
  } finally {
    await reader.close();
  }
}

/** Gives the same picture over and over. */
class StillReader implements FrameReader {
  readonly info: VideoInfo;
  readonly #canvas: OffscreenCanvas;

  constructor(canvas: OffscreenCanvas, { frames, codec }: { frames: number; codec: string }) {
    const { width, height } = canvas;
    const duration = frames / FPS;
    this.#canvas = canvas;
    this.info = { width, height, frames, duration, sourceFps: FPS, codec, decoder: 'webcodecs' };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- nothing to wait for in a picture
  async *frames(from: number, to: number): AsyncGenerator<VideoFrame, void, undefined> {
    checkFrameRange(this.info, from, to);
    const step = from <= to ? 1 : -1;
    for (let i = 0; i < Math.abs(to - from); i++) {
      const frame = step > 0 ? from + i : from - 1 - i;
      yield new VideoFrame(this.#canvas, { ...frameTime(frame), alpha: 'discard' });
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** White shows through where a picture is transparent, as pages show it. */
function drawn(
  picture: ImageBitmap | VideoFrame,
  { width, height }: { width: number; height: number },
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new TypeError('There is no 2D canvas in this thread.');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}
