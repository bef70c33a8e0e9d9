/** Pictures with a longer side than this are halved (or more): the networks see 256 px of a face. */
const LONGEST_SIDE = 1920;

/**
 * Reads frames as RGBA in main memory. The decoder's planes are converted by the browser's own copy: drawing a frame
 * of 1080 × 1920 on a canvas and reading that back took 90 ms without a GPU, the copy 4.
 */
export class FramePixels {
  #full = new ImageData(1, 1);
  #canvas: OffscreenCanvasRenderingContext2D | null = null;

  /** The frame, shrunk by a whole factor if it is very large. Overwritten by the next call. */
  async read(frame: VideoFrame | ImageBitmap): Promise<ImageData> {
    const full = (await this.#copied(frame)) ?? this.#drawn(frame);
    const factor = Math.ceil(Math.max(full.width, full.height) / LONGEST_SIDE);
    return factor > 1 ? shrunk(full, factor) : full;
  }

  /** Null where the browser cannot convert colours while copying, and for pictures. */
  async #copied(frame: VideoFrame | ImageBitmap): Promise<ImageData | null> {
    if (!('copyTo' in frame) || !frame.visibleRect) return null;
    const { width, height } = frame.visibleRect;
    if (width !== frame.displayWidth || height !== frame.displayHeight) return null;
    if (this.#full.width !== width || this.#full.height !== height) {
      this.#full = new ImageData(width, height);
    }
    try {
      const layout = [{ offset: 0, stride: 4 * width }];
      await frame.copyTo(this.#full.data, { format: 'RGBA', layout });
      return this.#full;
    } catch {
      return null;
    }
  }

  #drawn(frame: VideoFrame | ImageBitmap): ImageData {
    const [width, height] =
      'displayWidth' in frame
        ? [frame.displayWidth, frame.displayHeight]
        : [frame.width, frame.height];
    if (this.#canvas?.canvas.width !== width || this.#canvas.canvas.height !== height) {
      const options = { alpha: false, willReadFrequently: true };
      this.#canvas = new OffscreenCanvas(width, height).getContext('2d', options);
    }
    if (this.#canvas === null) throw new TypeError('There is no 2D canvas in this thread.');
    this.#canvas.drawImage(frame, 0, 0);
    return this.#canvas.getImageData(0, 0, width, height);
  }
}

/** Each pixel the mean of `factor` × `factor`; rests at the right and lower edge are left out. */
function shrunk({ data, width, height }: ImageData, factor: number): ImageData {
  const small = new ImageData(Math.floor(width / factor), Math.floor(height / factor));
  const share = 1 / factor ** 2;
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      let [red, green, blue] = [0, 0, 0];
      for (let dy = 0; dy < factor; dy++) {
        let from = ((y * factor + dy) * width + x * factor) * 4;
        for (let dx = 0; dx < factor; dx++, from += 4) {
          red += data[from] ?? 0;
          green += data[from + 1] ?? 0;
          blue += data[from + 2] ?? 0;
        }
      }
      small.data.set([red * share, green * share, blue * share, 255], (y * small.width + x) * 4);
    }
  }
  return small;
}
