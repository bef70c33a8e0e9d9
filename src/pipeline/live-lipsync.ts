import { AppError, isAbort } from '../workers/protocol/errors';
import type { LipsyncPlanRequest } from '../workers/protocol/lipsync';
import type { OpenedLipsync } from './lipsync-session';
import type { Warning } from './types';

/** Threads that die again and again have a reason that another start does not cure. */
const MOST_RESTARTS = 2;

/**
 * The lip-sync threads of a job, started anew when one of them (or the render thread) dies: a crash
 * costs the segment in work, not the job.
 */
export class LiveLipsync {
  readonly #open: () => Promise<OpenedLipsync>;
  readonly #warnings: Warning[];
  #opened: OpenedLipsync;
  #restarts: number;
  /** Why a thread died between two pieces of work, which would not meet it otherwise. */
  #dead: AppError | undefined;
  #stopWatching: () => void;

  private constructor(
    open: () => Promise<OpenedLipsync>,
    opened: OpenedLipsync,
    warnings: Warning[],
    restarts: number,
  ) {
    this.#open = open;
    this.#opened = opened;
    this.#warnings = warnings;
    this.#restarts = restarts;
    this.#stopWatching = this.#watch(opened);
  }

  /**
   * @param open makes all threads of a render ready, at first and after a crash, also one while they are being opened.
   * @throws AppError `worker-crashed` when threads die too often, and what the opening throws.
   */
  static async start(
    open: () => Promise<OpenedLipsync>,
    warnings: Warning[],
  ): Promise<LiveLipsync> {
    for (let restarts = 0; ; restarts++) {
      try {
        return new LiveLipsync(open, await open(), warnings, restarts);
      } catch (error) {
        if (!isCrash(error) || restarts === MOST_RESTARTS) throw error;
        warnings.push(restarted(error));
      }
    }
  }

  backend(): ReturnType<OpenedLipsync['backend']> {
    return this.#opened.backend();
  }

  /** Whether the engine plans the mouths of a whole job before it draws. */
  plansAhead(): Promise<boolean> {
    return this.run(() => this.#opened.plansAhead());
  }

  plan(request: LipsyncPlanRequest, signal?: AbortSignal): Promise<Float32Array | null> {
    return this.run((inner) => this.#opened.plan(request, inner), signal);
  }

  /**
   * Does one piece of work that can be repeated.
   * @param work gets a signal that also aborts when a thread has died.
   * @throws AppError `worker-crashed` when threads die too often, and what the work throws.
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#dead) await this.#restart(this.#dead);
    for (;;) {
      const crash = new AbortController();
      const stop = this.#opened.onCrash((reason) => crash.abort(reason));
      try {
        return await work(signal ? AbortSignal.any([signal, crash.signal]) : crash.signal);
      } catch (error) {
        const reason: unknown =
          isAbort(error) && crash.signal.aborted ? crash.signal.reason : error;
        if (signal?.aborted === true || !isCrash(reason)) throw reason;
        await this.#restart(reason);
      } finally {
        stop();
      }
    }
  }

  /** Ends the watch over the threads; they stay for the next job. */
  close(): void {
    this.#stopWatching();
  }

  #watch(opened: OpenedLipsync): () => void {
    return opened.onCrash((reason) => (this.#dead = reason));
  }

  async #restart(reason: AppError): Promise<void> {
    if (this.#restarts === MOST_RESTARTS) throw reason;
    this.#restarts += 1;
    this.#warnings.push(restarted(reason));
    this.#stopWatching();
    this.#opened = await this.#open();
    this.#dead = undefined;
    this.#stopWatching = this.#watch(this.#opened);
  }
}

const isCrash = (error: unknown): error is AppError =>
  error instanceof AppError && error.code === 'worker-crashed';

function restarted(reason: AppError): Warning {
  const message = `A thread had to be started anew: ${reason.message}`;
  return { code: 'thread-restarted', message };
}
