/** Rows of numbers that come in order and are forgotten from the front, so that hours take no more memory than minutes. */
export class RowBuffer {
  readonly rowSize: number;
  readonly #filler: number;
  #parts: { first: number; values: Float32Array }[] = [];
  #end = 0;

  /** @param filler stands in rows that are not there. */
  constructor(rowSize: number, filler = 0) {
    this.rowSize = rowSize;
    this.#filler = filler;
  }

  /** Rows that have come, those forgotten included. */
  get end(): number {
    return this.#end;
  }

  /** @param values Float32Array [rows × row size]; kept, not copied. */
  append(values: Float32Array): void {
    const rows = values.length / this.rowSize;
    if (!Number.isInteger(rows)) {
      throw new RangeError(
        `${values.length} values are no whole number of rows of ${this.rowSize}.`,
      );
    }
    if (rows === 0) return;
    this.#parts.push({ first: this.#end, values });
    this.#end += rows;
  }

  /** The rows [first, end): Float32Array [(end − first) × row size]. */
  slice(first: number, end: number): Float32Array {
    const { rowSize } = this;
    const rows = new Float32Array(Math.max(0, end - first) * rowSize).fill(this.#filler);
    for (const { first: start, values } of this.#parts) {
      const from = Math.max(first, start);
      const to = Math.min(end, start + values.length / rowSize);
      if (from >= to) continue;
      const part = values.subarray((from - start) * rowSize, (to - start) * rowSize);
      rows.set(part, (from - first) * rowSize);
    }
    return rows;
  }

  /** Rows before `first` will not be asked for again. */
  forgetBefore(first: number): void {
    const { rowSize } = this;
    this.#parts = this.#parts.filter(
      ({ first: start, values }) => start + values.length / rowSize > first,
    );
  }
}
