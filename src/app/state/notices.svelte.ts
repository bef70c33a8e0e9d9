import { toAppError, isAbort, type AppError } from '../../workers/protocol/errors';
import type { Log } from './log.svelte';

/** What the page tells its user: one error at a time, and the latest good news. */
export class Notices {
  error = $state.raw<AppError | null>(null);
  /** Read out by screen readers when it changes. */
  status = $state('');
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Shows the error and logs it with its causes. A cancel is not an error: false. */
  report(thrown: unknown, stage: string): boolean {
    if (isAbort(thrown)) return false;
    this.#log.error(thrown);
    const error = toAppError(thrown, stage);
    if (error instanceof DOMException) return false;
    this.error = error;
    return true;
  }

  /** Only logs: for what was tried ahead of need. */
  log(thrown: unknown): void {
    this.#log.error(thrown);
  }

  tell(status: string): void {
    this.status = status;
    this.#log.info(status);
  }

  clearStatus(): void {
    this.status = '';
  }

  dismissError(): void {
    this.error = null;
  }
}
