/**
 * Reads frames as RGBA in main memory. The browser converts while it copies, where it can: drawing a frame of
 * 1080 × 1920 on a canvas and reading that back took 31–90 ms without a GPU, the copy 4–6.
 */
export class RgbaReader {
  #pixels = new ImageData(1, 1);
  #canvas: OffscreenCanvasRenderingContext2D | null = null;

  /** The frame, scaled where it has another size. Overwritten by the next call; the frame stays open. */
  async read(frame: VideoFrame | ImageBitmap, width: number, height: number): Promise<ImageData> {
    return (await this.#copied(frame, width, height)) ?? this.#drawn(frame, width, height);
  }

  /** Null where the browser cannot convert colours while copying, for other sizes, and for pictures. */
  async #copied(
    frame: VideoFrame | ImageBitmap,
    width: number,
    height: number,
  ): Promise<ImageData | null> {
    if (!('copyTo' in frame)) return null;
    const { visibleRect, displayWidth, displayHeight } = frame;
    const fits = (w: number | undefined, h: number | undefined) => w === width && h === height;
    if (!fits(visibleRect?.width, visibleRect?.height)) return null;
    if (!fits(displayWidth, displayHeight)) return null;
    if (!fits(this.#pixels.width, this.#pixels.height)) {
      this.#pixels = new ImageData(width, height);
    }
    try {
      const layout = [{ offset: 0, stride: 4 * width }];
      await frame.copyTo(this.#pixels.data, { format: 'RGBA', colorSpace: 'srgb', layout });
      return this.#pixels;
    } catch {
      return null;
    }
  }

  #drawn(frame: VideoFrame | ImageBitmap, width: number, height: number): ImageData {
    if (this.#canvas?.canvas.width !== width || this.#canvas.canvas.height !== height) {
      // Kept in main memory: a canvas on the GPU would be read back for every frame.
      const options = { alpha: false, willReadFrequently: true };
      this.#canvas = new OffscreenCanvas(width, height).getContext('2d', options);
    }
    if (this.#canvas === null) throw new TypeError('There is no 2D canvas in this thread.');
    this.#canvas.drawImage(frame, 0, 0, width, height);
    return this.#canvas.getImageData(0, 0, width, height);
  }
}
