import type { PixelRegion, RegionBounds } from '../../core/lipsync/pixel-region';
import { AppError } from '../../workers/protocol/errors';

/** Reads and writes a rectangle of a video frame's pixels; the rest is only copied. */
export class FrameCanvas {
  readonly width: number;
  readonly height: number;
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    // Kept in main memory: a canvas on the GPU would be read back for every frame.
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: true,
      alpha: false,
    });
    if (!context) {
      throw new AppError('internal', 'The browser refused a canvas for drawing mouths.', {
        hint: 'Close other tabs and reload the page.',
      });
    }
    this.#context = context;
  }

  /** Draws the whole frame and gives the pixels of `bounds`, which must lie inside it. */
  read(frame: VideoFrame, bounds: RegionBounds): PixelRegion {
    this.#context.drawImage(frame, 0, 0, this.width, this.height);
    const { data } = this.#context.getImageData(bounds.x, bounds.y, bounds.width, bounds.height);
    return { ...bounds, data };
  }

  write({ x, y, width, height, data }: PixelRegion): void {
    const pixels = data as Uint8ClampedArray<ArrayBuffer>;
    this.#context.putImageData(new ImageData(pixels, width, height), x, y);
  }

  /** The canvas as a frame with the times of `original`, which is closed. */
  take(original: VideoFrame): VideoFrame {
    const { timestamp, duration } = original;
    original.close();
    const times = duration === null ? { timestamp } : { timestamp, duration };
    return new VideoFrame(this.#context.canvas, { ...times, alpha: 'discard' });
  }
}
