/** Longest side of a preview picture in pixels. */
const PREVIEW_SIDE = 360;

/**
 * Milliseconds between two previews. Without a GPU each costs the page about 40 ms of drawing on a core that the
 * job needs: three a second show that it lives.
 */
const PREVIEW_INTERVAL = 333;

/** Makes small pictures of the frames in work, no more often than an eye needs. */
export class PreviewCamera {
  #last = -Infinity;

  /** A picture of the canvas as it is now, or null if it is too early for another. */
  async shoot(canvas: OffscreenCanvas): Promise<ImageBitmap | null> {
    const now = performance.now();
    if (now - this.#last < PREVIEW_INTERVAL) return null;
    this.#last = now;
    const scale = Math.min(1, PREVIEW_SIDE / Math.max(canvas.width, canvas.height));
    return createImageBitmap(canvas, {
      resizeWidth: Math.max(1, Math.round(canvas.width * scale)),
      resizeHeight: Math.max(1, Math.round(canvas.height * scale)),
      resizeQuality: 'low',
    });
  }
}
