import { abortError } from '../workers/protocol/errors';

/**
 * Runs jobs one after the other in the order they were asked for: two renders at once would
 * share the same cores and take longer than one after the other. A job whose signal aborts
 * while it waits leaves the queue at once.
 */
export class JobQueue {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const turn = this.#tail.then(() => {
      if (signal?.aborted === true) throw abortError();
      return job();
    });
    // A failed job must not stop the ones behind it.
    this.#tail = turn.catch(() => undefined);
    return raceAbort(turn, signal);
  }
}

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
