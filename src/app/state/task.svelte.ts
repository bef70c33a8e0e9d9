import type { Progress, Run } from '../../workers/protocol/progress';
import { isAbort, toAppError, type AppError } from '../../workers/protocol/errors';

export type TaskOutcome = 'done' | 'cancelled' | 'failed';

/** One long-running piece of work of a dialog: its progress, its cancel and its error, shown in place. */
export class Task {
  running = $state(false);
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<AppError | null>(null);
  readonly #log: (error: unknown) => void;
  #abort = new AbortController();

  /** @param log is told of every failure, with its causes. */
  constructor(log: (error: unknown) => void) {
    this.#log = log;
  }

  /** Runs `work`, one at a time: while one runs, another is `cancelled` at once. */
  async run(
    stage: string,
    work: (run: Run & { signal: AbortSignal }) => Promise<void>,
  ): Promise<TaskOutcome> {
    if (this.running) return 'cancelled';
    this.#abort = new AbortController();
    this.running = true;
    this.progress = null;
    this.error = null;
    try {
      const { signal } = this.#abort;
      await work({ signal, onProgress: (progress) => (this.progress = progress) });
      return 'done';
    } catch (thrown) {
      if (isAbort(thrown)) return 'cancelled';
      this.#log(thrown);
      const error = toAppError(thrown, stage);
      if (error instanceof DOMException) return 'cancelled';
      this.error = error;
      return 'failed';
    } finally {
      this.running = false;
      this.progress = null;
    }
  }

  cancel(): void {
    this.#abort.abort();
  }

  dismiss(): void {
    this.error = null;
  }
}
