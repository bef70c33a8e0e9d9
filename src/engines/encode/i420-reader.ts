import { rgbaToI420 } from '../../core/pixels/i420';
import { RgbaReader } from '../rgba-reader';

/** Reads frames of any format as planar 4:2:0 in BT.709 limited range, tightly packed. */
export class I420Reader {
  readonly #width: number;
  readonly #height: number;
  readonly #rgba = new RgbaReader();

  /** Both even; frames of another size are scaled. */
  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
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
    const { data } = await this.#rgba.read(frame, this.#width, this.#height);
    rgbaToI420(data, this.#width, this.#height, target);
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
}
