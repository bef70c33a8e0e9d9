import { BT709_LIMITED, i420Size, rgbaToI420 } from '../../core/pixels/i420';
import { frameTime } from '../../core/time/units';
import { drawBadge, type Badge } from './badge';

/** The layers of one output frame. */
export interface Layers {
  frame: VideoFrame;
  /** The end of the clip before, on its way out: its share of the mix is 0–1. */
  fading: { frame: VideoFrame; share: number } | null;
}

/**
 * Draws every output frame on one canvas, those that need nothing as well: so all of them take the
 * same way from the decoder's colours to the encoder's, and no colour step shows at a cut.
 */
export class Compositor {
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #badge: Badge | null;
  /** I420 of the frame in work; a VideoFrame copies it. */
  readonly #planes: Uint8Array<ArrayBuffer>;

  constructor(width: number, height: number, options: { badge: boolean }) {
    // In main memory: encoders take their pictures from there, and without a GPU reading back from
    // an emulated one costs 60 ms a frame of 512 × 512 instead of 4.
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      alpha: false,
      willReadFrequently: true,
    });
    if (!context) throw new TypeError('There is no 2D canvas in this thread.');
    this.#context = context;
    this.#planes = new Uint8Array(i420Size(width, height));
    this.#badge = options.badge ? drawBadge(width, height) : null;
  }

  get canvas(): OffscreenCanvas {
    return this.#context.canvas;
  }

  /** Mixes the layers, closes them, and returns the picture as frame `index` of the output. */
  compose({ frame, fading }: Layers, index: number): VideoFrame {
    const { width, height } = this.canvas;
    this.#context.drawImage(frame, 0, 0, width, height);
    if (fading) {
      this.#context.globalAlpha = fading.share;
      this.#context.drawImage(fading.frame, 0, 0, width, height);
      this.#context.globalAlpha = 1;
    }
    if (this.#badge) this.#context.drawImage(this.#badge.picture, this.#badge.x, this.#badge.y);
    frame.close();
    fading?.frame.close();
    return this.#develop(index);
  }

  /**
   * The canvas as 4:2:0. Converted here, since browsers choose matrix and range as they like
   * (Chromium: full range, which some players show too dark).
   */
  #develop(index: number): VideoFrame {
    const { width, height } = this.canvas;
    const { data } = this.#context.getImageData(0, 0, width, height);
    rgbaToI420(data, width, height, this.#planes);
    return new VideoFrame(this.#planes, {
      format: 'I420',
      codedWidth: width,
      codedHeight: height,
      ...frameTime(index),
      colorSpace: BT709_LIMITED,
    });
  }
}
