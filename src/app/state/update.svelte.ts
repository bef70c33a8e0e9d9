/** A newer version of the app that waits for the user's word. */
export class AppUpdate {
  available = $state(false);
  /** Accepted, and waiting for running jobs to finish. */
  waiting = $state(false);
  #apply: (() => Promise<void>) | null = null;

  offer(apply: () => Promise<void>): void {
    this.#apply = apply;
    this.available = true;
  }

  later(): void {
    this.available = false;
  }

  async accept(): Promise<void> {
    this.waiting = true;
    await this.#apply?.();
  }
}
