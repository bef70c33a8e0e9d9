/** Steps whose back pointers share one piece of memory. */
const CHUNK = 4096;

/**
 * The cheapest path through states over time (Viterbi 1967): costs of single states come step by step, costs of
 * changing between states are fixed. Needs a byte for each state and step: 5 MB for an hour of 60 states at 25 steps a second.
 */
export class Viterbi {
  readonly #states: number;
  readonly #transitions: Float32Array;
  readonly #chunks: Uint8Array[] = [];
  #costs: Float64Array;
  #next: Float64Array;
  #steps = 0;

  /** @param transitions cost of going from state i to j at [i × states + j]; at most 255 states. */
  constructor(transitions: Float32Array) {
    this.#states = Math.sqrt(transitions.length);
    if (!Number.isInteger(this.#states) || this.#states < 1 || this.#states > 255) {
      throw new RangeError(`${transitions.length} costs are no square of 1 to 255 states.`);
    }
    this.#transitions = transitions;
    this.#costs = new Float64Array(this.#states);
    this.#next = new Float64Array(this.#states);
  }

  /** Adds a step. @param local cost of each state, [states]. */
  push(local: ArrayLike<number>): void {
    const n = this.#states;
    if (this.#steps === 0) {
      for (let j = 0; j < n; j++) this.#costs[j] = local[j] as number;
      this.#steps = 1;
      return;
    }
    const step = this.#steps - 1;
    if (step % CHUNK === 0) this.#chunks.push(new Uint8Array(CHUNK * n));
    const back = this.#chunks[Math.floor(step / CHUNK)] as Uint8Array;
    const row = (step % CHUNK) * n;
    let least = Infinity;
    for (let j = 0; j < n; j++) {
      let best = 0;
      let cost = Infinity;
      for (let i = 0; i < n; i++) {
        const candidate = (this.#costs[i] as number) + (this.#transitions[i * n + j] as number);
        if (candidate < cost) {
          cost = candidate;
          best = i;
        }
      }
      back[row + j] = best;
      const total = cost + (local[j] as number);
      this.#next[j] = total;
      least = Math.min(least, total);
    }
    // Kept small, so that hours lose no precision.
    for (let j = 0; j < n; j++) this.#next[j] = (this.#next[j] as number) - least;
    [this.#costs, this.#next] = [this.#next, this.#costs];
    this.#steps += 1;
  }

  /** The cheapest state at every step, Uint8Array [steps]. */
  path(): Uint8Array {
    const path = new Uint8Array(this.#steps);
    let state = 0;
    for (let j = 1; j < this.#states; j++) {
      if ((this.#costs[j] as number) < (this.#costs[state] as number)) state = j;
    }
    for (let step = this.#steps - 1; step >= 0; step--) {
      path[step] = state;
      if (step === 0) break;
      const chunk = this.#chunks[Math.floor((step - 1) / CHUNK)] as Uint8Array;
      state = chunk[((step - 1) % CHUNK) * this.#states + state] as number;
    }
    return path;
  }
}
