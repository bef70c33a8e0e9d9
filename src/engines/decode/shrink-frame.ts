import { shrinkPlane, type Plane } from '../../core/pixels/shrink-plane';

/** Buffers that are used again for the next frame; a VideoFrame keeps a copy of its own. */
export class FrameShrinker {
  readonly #width: number;
  readonly #height: number;
  readonly #small: Uint8Array<ArrayBuffer>;
  #full = new Uint8Array(0);

  /** @param size even sides, px. */
  constructor({ width, height }: { width: number; height: number }) {
    this.#width = width;
    this.#height = height;
    this.#small = new Uint8Array((width * height * 3) / 2);
  }

  /**
   * The frame in the small size, plane by plane in 4:2:0: drawing a frame of 1080 × 1920 smaller on a canvas took four times as
   * long without a GPU. The frame is not closed.
   * @returns null for pictures in other formats, or on a GPU.
   */
  async shrink(frame: VideoFrame): Promise<VideoFrame | null> {
    const { format, visibleRect, timestamp, duration, colorSpace } = frame;
    if ((format !== 'I420' && format !== 'NV12') || !visibleRect) return null;
    const bytes = frame.allocationSize();
    if (this.#full.length < bytes) this.#full = new Uint8Array(bytes);
    const [luma, first, second] = await frame.copyTo(this.#full);
    if (!luma || !first) return null;
    const half = { width: this.#width / 2, height: this.#height / 2 };
    const pixels = this.#width * this.#height;
    const plane = (layout: PlaneLayout, shrink: number, step: number, more = 0): Plane => ({
      data: this.#full,
      width: Math.ceil(visibleRect.width / shrink),
      height: Math.ceil(visibleRect.height / shrink),
      offset: layout.offset + more,
      stride: layout.stride,
      step,
    });
    // NV12 keeps both colours in one plane, sample beside sample.
    const [u, v] = second
      ? [plane(first, 2, 1), plane(second, 2, 1)]
      : [plane(first, 2, 2), plane(first, 2, 2, 1)];
    shrinkPlane(plane(luma, 1, 1), this.#small, 0, { width: this.#width, height: this.#height });
    shrinkPlane(u, this.#small, pixels, half);
    shrinkPlane(v, this.#small, pixels + pixels / 4, half);
    return new VideoFrame(this.#small, {
      format: 'I420',
      codedWidth: this.#width,
      codedHeight: this.#height,
      timestamp,
      ...(duration === null ? {} : { duration }),
      colorSpace: colorSpace.toJSON(),
    });
  }
}
