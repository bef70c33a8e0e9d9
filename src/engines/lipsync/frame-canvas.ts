import type { PixelRegion, RegionBounds } from '../../core/lipsync/pixel-region';
import { RgbaReader } from '../rgba-reader';

/** Reads and writes a rectangle of a video frame's pixels; the rest is only copied. */
export class FrameCanvas {
  readonly width: number;
  readonly height: number;
  readonly #reader = new RgbaReader();
  #pixels: ImageData | null = null;
  /** Holds the pixels of one rectangle after the other. */
  #region = new Uint8ClampedArray(0);

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  /**
   * Takes in the whole frame and gives the pixels of `bounds`, which must lie inside it. The next call overwrites them.
   */
  async read(frame: VideoFrame, bounds: RegionBounds): Promise<PixelRegion> {
    this.#pixels = await this.#reader.read(frame, this.width, this.height);
    const { width, height } = bounds;
    const bytes = 4 * width * height;
    if (this.#region.length < bytes) this.#region = new Uint8ClampedArray(bytes);
    const data = this.#region.subarray(0, bytes);
    for (let row = 0; row < height; row++) {
      const from = this.#rowAt(bounds, row);
      data.set(this.#pixels.data.subarray(from, from + 4 * width), 4 * width * row);
    }
    return { ...bounds, data };
  }

  /** @throws TypeError before the first {@link read}. */
  write({ data, ...bounds }: PixelRegion): void {
    const pixels = this.#taken();
    const stride = 4 * bounds.width;
    for (let row = 0; row < bounds.height; row++) {
      pixels.data.set(data.subarray(stride * row, stride * (row + 1)), this.#rowAt(bounds, row));
    }
  }

  /** The pixels as a frame with the times of `original`, which is closed. */
  take(original: VideoFrame): VideoFrame {
    const { timestamp, duration } = original;
    original.close();
    return new VideoFrame(this.#taken().data, {
      format: 'RGBX',
      codedWidth: this.width,
      codedHeight: this.height,
      timestamp,
      ...(duration === null ? {} : { duration }),
    });
  }

  #rowAt({ x, y }: RegionBounds, row: number): number {
    return 4 * ((y + row) * this.width + x);
  }

  #taken(): ImageData {
    if (this.#pixels) return this.#pixels;
    throw new TypeError('A frame must be read before it is written.');
  }
}
