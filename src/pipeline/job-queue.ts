import { abortError } from '../workers/protocol/errors';

/**
 * Runs jobs one after the other in the order they were asked for: two renders at once would
 * share the same cores and take longer than one after the other. A job whose signal aborts
 * while it waits leaves the queue at once.
 */
export class JobQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #unfinished = 0;

  /** Whether nothing runs or waits. */
  get idle(): boolean {
    return this.#unfinished === 0;
  }

  run<T>(job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.#unfinished += 1;
    const turn = this.#tail
      .then(() => {
        if (signal?.aborted === true) throw abortError();
        return job();
      })
      .finally(() => (this.#unfinished -= 1));
    // A failed job must not stop the ones behind it.
    this.#tail = turn.catch(() => undefined);
    return raceAbort(turn, signal);
  }
}

/** All that uses the threads which render videos takes its turn here. */
export const jobs = new JobQueue();

/** Rejects with AbortError as soon as `signal` aborts, whatever `work` still does. */
export function raceAbort<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(abortError());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
