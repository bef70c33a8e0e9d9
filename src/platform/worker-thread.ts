import { releaseProxy, wrap, type Remote } from 'comlink';
import { registerTransferHandlers } from '../workers/protocol/abort';
import { abortError, AppError, isAbort } from '../workers/protocol/errors';

export interface WorkerThreadOptions {
  /** Milliseconds without a call after which the worker is ended to free its memory; default: never. */
  idleAfter?: number;
  /** Milliseconds that a cancelled call has to settle before its worker is ended. */
  settleWithin?: number;
}

/** A cancel must reach the user at once and the processor soon (DESIGN: 1 s). */
const SETTLE_WITHIN = 1000;

/**
 * A worker that is started on its first call, serves one call at a time, and is started again when a cancel or a
 * crash has ended it. A new worker has forgotten what was loaded or opened in the old one: begin each job with the
 * calls that set it up.
 */
export class WorkerThread<Api> {
  readonly #name: string;
  readonly #start: () => Worker;
  readonly #idleAfter: number | undefined;
  readonly #settleWithin: number;
  readonly #crashListeners = new Set<(reason: AppError) => void>();
  #live: LiveWorker<Api> | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #calls = 0;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param name of the thread in error messages, such as "speech detection". */
  constructor(name: string, start: () => Worker, options: WorkerThreadOptions = {}) {
    this.#name = name;
    this.#start = start;
    this.#idleAfter = options.idleAfter;
    this.#settleWithin = options.settleWithin ?? SETTLE_WITHIN;
  }

  get running(): boolean {
    return this.#live !== undefined;
  }

  /**
   * Calls the worker's API when earlier calls are done. Give the signal to the API as well: a worker that settles
   * within a second of the abort lives on, another is ended.
   *
   * @throws AbortError at once when `signal` aborts, AppError `worker-crashed`, and what the API throws.
   */
  call<T>(use: (api: Remote<Api>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    clearTimeout(this.#idleTimer);
    this.#calls++;
    return new Promise<T>((resolve, reject) => {
      const abort = () => reject(abortError());
      if (signal?.aborted === true) abort();
      signal?.addEventListener('abort', abort, { once: true });
      const turn = async () => {
        try {
          if (signal?.aborted !== true) resolve(await this.#serve(use, signal));
        } catch (error) {
          reject(toError(error));
        } finally {
          signal?.removeEventListener('abort', abort);
          this.#calls--;
          this.#idle();
        }
      };
      this.#queue = this.#queue.then(turn);
    });
  }

  /**
   * A call that loads an engine. When it fails the worker is ended: a runtime that once could not be fetched never
   * starts again in the same worker, and the user's next try would fail although the network is back.
   */
  load<T>(use: (api: Remote<Api>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.call(async (api) => {
      try {
        return await use(api);
      } catch (error) {
        if (!isAbort(error)) this.#end(toError(error));
        throw error;
      }
    }, signal);
  }

  /**
   * Tells of a crash, also of one between calls: who talks to the worker over a port of its own would otherwise wait
   * for answers that never come.
   * @returns stops the telling.
   */
  onCrash(listener: (reason: AppError) => void): () => void {
    this.#crashListeners.add(listener);
    return () => this.#crashListeners.delete(listener);
  }

  /** Ends the worker; a call in progress rejects with AbortError. The next call starts a new one. */
  stop(): void {
    this.#end(abortError());
  }

  async #serve<T>(use: (api: Remote<Api>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const live = (this.#live ??= this.#open());
    const work = use(live.api);
    const giveUp = () => {
      const timer = setTimeout(() => {
        if (this.#live === live) this.#end(abortError());
      }, this.#settleWithin);
      const settled = () => clearTimeout(timer);
      work.then(settled, settled);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      return await live.unlessEnded(work);
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  #open(): LiveWorker<Api> {
    registerTransferHandlers();
    const worker = this.#start();
    const live = new LiveWorker<Api>(worker);
    const crash = (event: Event) => {
      if (this.#live !== live) return;
      const reason = this.#crashed(event);
      this.#end(reason);
      for (const listener of this.#crashListeners) listener(reason);
    };
    worker.addEventListener('error', crash);
    worker.addEventListener('messageerror', crash);
    return live;
  }

  #end(reason: Error): void {
    this.#live?.end(reason);
    this.#live = undefined;
  }

  #idle(): void {
    if (this.#idleAfter === undefined || this.#calls > 0) return;
    this.#idleTimer = setTimeout(() => this.stop(), this.#idleAfter);
  }

  #crashed(event: Event): AppError {
    const text = event instanceof ErrorEvent && event.message !== '' ? event.message : event.type;
    return new AppError('worker-crashed', `The ${this.#name} thread stopped working (${text}).`, {
      hint: 'Try again; it starts anew. If it happens again, choose a lower quality.',
      cause: event instanceof ErrorEvent ? event.error : undefined,
    });
  }
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** One started worker. */
class LiveWorker<Api> {
  readonly api: Remote<Api>;
  readonly #worker: Worker;
  readonly #waiting = new Set<(reason: Error) => void>();

  constructor(worker: Worker) {
    this.#worker = worker;
    this.api = wrap<Api>(worker);
  }

  /**
   * Rejects when the worker ends before `work` settles. Not a race with one long-lived promise: that
   * would hold on to every answer, finished pieces of video above all, for as long as the worker lives.
   */
  unlessEnded<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      work.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }

  end(reason: Error): void {
    this.api[releaseProxy]();
    this.#worker.terminate();
    for (const reject of this.#waiting) reject(reason);
  }
}
