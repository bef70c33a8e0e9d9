/** Cells of the small brightness picture that frames are compared by. */
const COLUMNS = 32;
const ROWS = 18;
/** Pixels looked at in each cell, each way: single ones would tell grain from grain. */
const SAMPLES = 4;

/** Places within a cell, as shares of its side. */
const PLACES = Array.from({ length: SAMPLES }, (_, i) => (i + 0.5) / SAMPLES);

/** Measures how much each frame of a video differs from the one before. */
export class PictureChange {
  #before: Float32Array | null = null;

  /**
   * @param picture RGBA.
   * @returns mean absolute difference of brightness since the frame before, 0–1; 0 for the first frame.
   */
  next(picture: ImageData): number {
    const now = brightness(picture);
    const before = this.#before;
    this.#before = now;
    if (before === null) return 0;
    return now.reduce((sum, value, i) => sum + Math.abs(value - (before[i] ?? 0)), 0) / now.length;
  }
}

/** Mean of green, which stands for brightness, in each cell, 0–1: Float32Array [18 × 32]. */
function brightness({ data, width, height }: ImageData): Float32Array {
  const cells = new Float32Array(ROWS * COLUMNS);
  for (let row = 0; row < ROWS; row++) {
    for (const down of PLACES) {
      const y = Math.floor(((row + down) * height) / ROWS);
      for (let column = 0; column < COLUMNS; column++) {
        for (const right of PLACES) {
          const x = Math.floor(((column + right) * width) / COLUMNS);
          const cell = row * COLUMNS + column;
          const value = data[(y * width + x) * 4 + 1] ?? 0;
          cells[cell] = (cells[cell] ?? 0) + value / (255 * SAMPLES * SAMPLES);
        }
      }
    }
  }
  return cells;
}
