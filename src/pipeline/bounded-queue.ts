import { Change } from './change';

/**
 * Hands items from one side to the takers on the other. A full queue makes the giving side wait, so that what lies
 * between them does not grow with the length of the work.
 */
export class BoundedQueue<T> {
  readonly #most: number;
  readonly #items: T[] = [];
  readonly #change = new Change();
  #closed = false;
  #failure: Error | undefined;

  /** @param most items that may wait. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Items that nobody has taken yet. */
  get waiting(): number {
    return this.#items.length;
  }

  /** Resolves once the item waits. @throws the reason of {@link fail}. */
  async put(item: T): Promise<void> {
    while (this.#items.length >= this.#most && !this.#closed) await this.#change.next();
    if (this.#failure) throw this.#failure;
    this.#items.push(item);
    this.#change.tell();
  }

  /** The next item; undefined once the queue is closed and empty. */
  async take(): Promise<T | undefined> {
    while (this.#items.length === 0 && !this.#closed) await this.#change.next();
    const item = this.#items.shift();
    this.#change.tell();
    return item;
  }

  /** Nothing more comes: what waits is still handed out. */
  close(): void {
    this.#closed = true;
    this.#change.tell();
  }

  /** Drops what waits and closes; from now on {@link put} throws. */
  fail(reason: Error): void {
    this.#failure ??= reason;
    this.#items.length = 0;
    this.close();
  }
}
