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

  /** A picture of the frame, which stays open, or null if it is too early for another. */
  async shoot(frame: VideoFrame): Promise<ImageBitmap | null> {
    const now = performance.now();
    if (now - this.#last < PREVIEW_INTERVAL) return null;
    this.#last = now;
    const { displayWidth: width, displayHeight: height } = frame;
    const scale = Math.min(1, PREVIEW_SIDE / Math.max(width, height));
    return createImageBitmap(frame, {
      resizeWidth: Math.max(1, Math.round(width * scale)),
      resizeHeight: Math.max(1, Math.round(height * scale)),
      resizeQuality: 'low',
    });
  }
}
