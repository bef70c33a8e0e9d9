import { shrinkRgba } from '../../core/pixels/shrink-rgba';

/** Longest side of a preview picture in pixels, about. */
const PREVIEW_SIDE = 360;

/**
 * Milliseconds between two previews. Without a GPU each costs the page about 40 ms of drawing on a core that the
 * job needs: three a second show that it lives.
 */
const PREVIEW_INTERVAL = 333;

/** Makes small pictures of the frames in work, no more often than an eye needs. */
export class PreviewCamera {
  #last = -Infinity;

  /**
   * A picture of the frame's pixels, or null if it is too early for another. Shrunk here: scaled by the browser, every
   * picture stays in its cache in full size, up to half a gigabyte.
   */
  async shoot(pixels: ImageData): Promise<ImageBitmap | null> {
    const now = performance.now();
    if (now - this.#last < PREVIEW_INTERVAL) return null;
    this.#last = now;
    const factor = Math.ceil(Math.max(pixels.width, pixels.height) / PREVIEW_SIDE);
    const { data, width, height } = shrinkRgba(pixels, factor);
    return createImageBitmap(new ImageData(data, width, height));
  }
}
