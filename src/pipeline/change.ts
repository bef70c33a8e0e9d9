/** Something that others wait for to change. */
export class Change {
  #wake: (() => void)[] = [];

  /** Resolves at the next {@link tell}. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  tell(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const go of wake) go();
  }
}
