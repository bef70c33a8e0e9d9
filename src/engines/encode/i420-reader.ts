import { rgbaToI420 } from '../../core/pixels/i420';

/** Reads frames of any format as planar 4:2:0 in BT.709 limited range, tightly packed. */
export class I420Reader {
  readonly #width: number;
  readonly #height: number;
  readonly #rgba: Uint8Array<ArrayBuffer>;
  #canvas: OffscreenCanvasRenderingContext2D | null = null;

  /** Both even; frames of another size are scaled. */
  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#rgba = new Uint8Array(4 * width * height);
  }

  /** Fills `target`, Uint8 [width × height × 1.5]. The frame stays open. */
  async read(frame: VideoFrame, target: Uint8Array<ArrayBuffer>): Promise<void> {
    const { width, height } = frame.visibleRect ?? { width: 0, height: 0 };
    const { matrix, fullRange } = frame.colorSpace;
    const fits = width === this.#width && height === this.#height;
    if (fits && frame.format === 'I420' && matrix === 'bt709' && fullRange === false) {
      await frame.copyTo(target, { layout: this.#layout() });
      return;
    }
    rgbaToI420(await this.#readRgba(frame, fits), this.#width, this.#height, target);
  }

  #layout(): PlaneLayout[] {
    const pixels = this.#width * this.#height;
    const stride = this.#width / 2;
    return [
      { offset: 0, stride: this.#width },
      { offset: pixels, stride },
      { offset: pixels + pixels / 4, stride },
    ];
  }

  /** Through a canvas where the browser cannot convert by itself. */
  async #readRgba(frame: VideoFrame, fits: boolean): Promise<Uint8Array | Uint8ClampedArray> {
    if (fits && !this.#canvas) {
      try {
        await frame.copyTo(this.#rgba, { format: 'RGBA', colorSpace: 'srgb' });
        return this.#rgba;
      } catch (error) {
        console.warn('Frames are read through a canvas, the browser cannot convert them:', error);
      }
    }
    this.#canvas ??= new OffscreenCanvas(this.#width, this.#height).getContext('2d', {
      willReadFrequently: true,
      alpha: false,
    });
    if (!this.#canvas) throw new TypeError('There is no 2D canvas in this thread.');
    this.#canvas.drawImage(frame, 0, 0, this.#width, this.#height);
    return this.#canvas.getImageData(0, 0, this.#width, this.#height).data;
  }
}
