/** Cells of the small brightness picture that frames are compared by. */
const COLUMNS = 32;
const ROWS = 18;
/** Pixels looked at in each cell, each way: single ones would tell grain from grain. */
const SAMPLES = 4;

/** Places within a cell, as shares of its side. */
const PLACES = Array.from({ length: SAMPLES }, (_, i) => (i + 0.5) / SAMPLES);

/** Brightness samples of a picture: value (x, y) at `offset` + y · `stride` + x · `step`. */
interface Plane {
  data: Uint8Array;
  width: number;
  height: number;
  offset: number;
  stride: number;
  step: number;
}

/** Measures how much each frame of a video differs from the one before. */
export class PictureChange {
  #before: Float32Array | null = null;
  #pixels = new Uint8Array(0);

  /** Mean absolute difference of brightness since the frame before, 0–1; 0 for the first frame. */
  async next(frame: VideoFrame): Promise<number> {
    const now = grid(await this.#plane(frame));
    const before = this.#before;
    this.#before = now;
    if (before === null) return 0;
    return now.reduce((sum, value, i) => sum + Math.abs(value - (before[i] ?? 0)), 0) / now.length;
  }

  async #plane(frame: VideoFrame): Promise<Plane> {
    // Pictures without a format live on the GPU alone.
    const options: VideoFrameCopyToOptions = frame.format === null ? { format: 'RGBA' } : {};
    const size = frame.allocationSize(options);
    if (this.#pixels.length < size) this.#pixels = new Uint8Array(size);
    const [layout] = await frame.copyTo(this.#pixels, options);
    const planar = /^(I4|NV)/.test(frame.format ?? '');
    const { width, height } = frame.visibleRect ?? { width: 0, height: 0 };
    return {
      data: this.#pixels,
      width,
      height,
      // Of packed colours, green stands for brightness.
      offset: (layout?.offset ?? 0) + (planar ? 0 : 1),
      stride: layout?.stride ?? 0,
      step: planar ? 1 : 4,
    };
  }
}

/** Mean brightness of each cell, 0–1: Float32Array [18 × 32]. */
function grid({ data, width, height, offset, stride, step }: Plane): Float32Array {
  const cells = new Float32Array(ROWS * COLUMNS);
  for (let row = 0; row < ROWS; row++) {
    for (const down of PLACES) {
      const y = Math.floor(((row + down) * height) / ROWS);
      for (let column = 0; column < COLUMNS; column++) {
        for (const right of PLACES) {
          const x = Math.floor(((column + right) * width) / COLUMNS);
          const value = data[offset + y * stride + x * step] ?? 0;
          const cell = row * COLUMNS + column;
          cells[cell] = (cells[cell] ?? 0) + value / (255 * SAMPLES * SAMPLES);
        }
      }
    }
  }
  return cells;
}
