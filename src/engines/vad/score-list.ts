const FIRST_CAPACITY = 1024;

/** A Float32Array that grows: a number a frame for audio of unknown length. */
export class ScoreList {
  #values = new Float32Array(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float32Array(2 * this.#length);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** The values so far, as a copy of exact length. */
  toArray(): Float32Array {
    return this.#values.slice(0, this.#length);
  }

  clear(): void {
    this.#values = new Float32Array(FIRST_CAPACITY);
    this.#length = 0;
  }
}
