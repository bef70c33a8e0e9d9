/**
 * Runs an asynchronous step for the newest input, one run at a time: while one runs, only the last
 * input asked for is remembered. So a slider can fire at will, and no answer overtakes another.
 */
export class LatestOnly<Input> {
  readonly #step: (input: Input) => Promise<void>;
  #next: { input: Input } | null = null;
  #running: Promise<void> | null = null;

  constructor(step: (input: Input) => Promise<void>) {
    this.#step = step;
  }

  /** Resolves when nothing is left to run. */
  ask(input: Input): Promise<void> {
    this.#next = { input };
    this.#running ??= this.#drain();
    return this.#running;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#next !== null) {
        const { input } = this.#next;
        this.#next = null;
        await this.#step(input);
      }
    } finally {
      this.#running = null;
    }
  }
}
