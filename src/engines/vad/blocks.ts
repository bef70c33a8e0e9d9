/** Turns pushed audio of any block length into blocks of exactly `size` samples, one every `hop` samples. */
export class BlockReader {
  readonly #size: number;
  readonly #hop: number;
  #pending: Float32Array;
  #filled = 0;

  /**
   * @param size samples a block.
   * @param hop samples from one block's start to the next, at most `size`.
   * @param lead zeros before the first sample, fewer than `size`.
   */
  constructor(size: number, hop: number, lead = 0) {
    this.#size = size;
    this.#hop = hop;
    this.#pending = new Float32Array(size);
    this.#filled = lead;
  }

  /** Yields each block that `pcm` completes; the array is reused: read it before asking for the next. */
  *push(pcm: Float32Array): Generator<Float32Array> {
    let at = 0;
    while (at < pcm.length) {
      const part = pcm.subarray(at, at + this.#size - this.#filled);
      this.#pending.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < this.#size) return;
      yield this.#pending;
      this.#pending.copyWithin(0, this.#hop);
      this.#filled = this.#size - this.#hop;
    }
  }

  /** Samples that wait for a full block. */
  get waiting(): number {
    return this.#filled;
  }

  /** What waits, padded with zeros to a full block, and forgets it. */
  flush(): Float32Array {
    const block = this.#pending.slice();
    block.fill(0, this.#filled);
    this.#filled = 0;
    return block;
  }
}
