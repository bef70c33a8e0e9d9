import { idlePose } from '../../core/exemplar/draw/idle-pose';
import { StillPicture } from '../../core/exemplar/draw/still-picture';
import { fittedSize } from '../../core/pixels/fit-size';
import { FPS, frameTime } from '../../core/time/units';
import { PICTURE_FRAMES, type StillClip, type VideoInfo } from '../../workers/protocol/media';
import { checkFrameRange, type FrameReader } from './frame-reader';
import { corruptMedia, undecodablePicture } from './media-input';
import { everyBrowserDecodes, pictureKind } from './picture-kind';

/** Pictures smaller than this are enlarged to it, in px of the longer side: encoders and mouths need some room. */
const SMALLEST_SIDE = 256;

/** Whether a file is a picture of a kind that some browser decodes, by its first bytes. */
export async function isPicture(media: Blob): Promise<boolean> {
  return (await pictureKind(media)) !== null;
}

/**
 * A picture as a short video, upright and at most `maxSide` px long; of a moving one, its first frame.
 * @throws AppError `corrupt-media`; `unsupported-media` for a kind that this browser does not decode.
 */
export async function openPicture(media: Blob, maxSide?: number): Promise<FrameReader> {
  const bitmap = await createImageBitmap(media).catch(async (cause: unknown) => {
    const kind = await pictureKind(media);
    const damaged = kind === null || everyBrowserDecodes(kind);
    throw damaged ? corruptMedia(cause) : undecodablePicture(kind, cause);
  });
  const enlarge = Math.max(1, SMALLEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const { width, height } = bitmap;
  const size = fittedSize({ width: width * enlarge, height: height * enlarge }, maxSide);
  const canvas = drawn(bitmap, size);
  bitmap.close();
  return new RepeatedPicture(canvas, enlarge);
}

/**
 * A clip made from one frame of a video or picture. Takes over the reader.
 * @throws AppError `corrupt-media` when the frame cannot be decoded.
 */
export async function openStill(reader: FrameReader, still: StillClip): Promise<FrameReader> {
  try {
    for await (const picture of reader.frames(still.frame, still.frame + 1)) {
      const canvas = drawn(picture, reader.info);
      picture.close();
      return new LivingStill(canvas, still);
    }
    throw corruptMedia();
  } finally {
    await reader.close();
  }
}

/** Gives the frames of a range in order, forwards or backwards. */
abstract class MadeFrames implements FrameReader {
  readonly info: VideoInfo;

  constructor({ width, height }: OffscreenCanvas, frames: number, enlarged = 1) {
    const duration = frames / FPS;
    this.info = {
      width,
      height,
      frames,
      duration,
      sourceFps: FPS,
      codec: 'picture',
      decoder: 'webcodecs',
      ...(enlarged > 1 && { enlarged }),
    };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- nothing to wait for in a picture
  async *frames(from: number, to: number): AsyncGenerator<VideoFrame, void, undefined> {
    checkFrameRange(this.info, from, to);
    const step = from <= to ? 1 : -1;
    for (let i = 0; i < Math.abs(to - from); i++)
      yield this.make(step > 0 ? from + i : from - 1 - i);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  protected abstract make(frame: number): VideoFrame;
}

/** The same picture over and over. */
class RepeatedPicture extends MadeFrames {
  readonly #canvas: OffscreenCanvas;

  constructor(canvas: OffscreenCanvas, enlarged: number) {
    super(canvas, PICTURE_FRAMES, enlarged);
    this.#canvas = canvas;
  }

  protected make(frame: number): VideoFrame {
    return new VideoFrame(this.#canvas, { ...frameTime(frame), alpha: 'discard' });
  }
}

/** A person in a picture who sways, breathes and blinks. */
class LivingStill extends MadeFrames {
  readonly #picture: StillPicture;
  readonly #pixels: Uint8ClampedArray<ArrayBuffer>;

  constructor(canvas: OffscreenCanvas, { frames, landmarks }: StillClip) {
    super(canvas, frames);
    const { width, height } = canvas;
    const { data: pixels } = contextOf(canvas).getImageData(0, 0, width, height);
    this.#picture = new StillPicture({ pixels, width, height }, landmarks);
    this.#pixels = new Uint8ClampedArray(pixels.length);
  }

  protected make(frame: number): VideoFrame {
    const { width, height, frames } = this.info;
    this.#picture.draw(idlePose(frame, frames), this.#pixels);
    return new VideoFrame(this.#pixels, {
      format: 'RGBX',
      codedWidth: width,
      codedHeight: height,
      ...frameTime(frame),
    });
  }
}

/** White shows through where a picture is transparent, as pages show it. */
function drawn(
  picture: ImageBitmap | VideoFrame,
  { width, height }: { width: number; height: number },
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = contextOf(canvas);
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new TypeError('There is no 2D canvas in this thread.');
  return context;
}
