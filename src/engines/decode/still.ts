import { fittedSize } from '../../core/pixels/fit-size';
import { FPS, frameTime } from '../../core/time/units';
import type { VideoInfo } from '../../workers/protocol/media';
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
 * A picture as a video of one frame, upright and at most `maxSide` px long.
 * @throws AppError `corrupt-media`.
 */
export async function openPicture(media: Blob, maxSide?: number): Promise<FrameReader> {
  const bitmap = await createImageBitmap(media).catch((cause: unknown) => {
    throw corruptMedia(cause);
  });
  const enlarge = Math.max(1, SMALLEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const size = fittedSize(
    { width: bitmap.width * enlarge, height: bitmap.height * enlarge },
    maxSide,
  );
  const canvas = drawn(bitmap, size);
  bitmap.close();
  const info: VideoInfo = {
    ...size,
    frames: 1,
    duration: 1 / FPS,
    sourceFps: FPS,
    codec: 'picture',
    decoder: 'webcodecs',
  };
  return {
    info,
    // eslint-disable-next-line @typescript-eslint/require-await -- nothing to wait for in a picture
    async *frames(from, to) {
      checkFrameRange(info, from, to);
      if (from !== to) yield new VideoFrame(canvas, { ...frameTime(0), alpha: 'discard' });
    },
    close: () => Promise.resolve(),
  };
}

/** White shows through where a picture is transparent, as pages show it. */
function drawn(
  bitmap: ImageBitmap,
  { width, height }: { width: number; height: number },
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new TypeError('There is no 2D canvas in this thread.');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}
