import type { Progress, ProgressListener } from '../workers/protocol/progress';

/** Least time between two progress reports of one stage, in ms: enough for a smooth bar. */
const REPORT_INTERVAL = 80;

/** Seconds a stage must have run before its speed is worth an estimate. */
const ESTIMATE_AFTER = 0.5;

/** Times the stages of a job and turns counts into progress with an honest time left. */
export class StageWatch {
  readonly #start = performance.now();
  readonly #seconds = new Map<string, number>();
  readonly #listener: ProgressListener | undefined;
  #lastReport = -Infinity;
  #current = 'options';

  constructor(listener?: ProgressListener) {
    this.#listener = listener;
  }

  /** Wall seconds since the job began. */
  get wallSeconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  /** The stage that runs, or ran last. */
  get current(): string {
    return this.#current;
  }

  get stageSeconds(): Record<string, number> {
    return Object.fromEntries(this.#seconds);
  }

  /**
   * Runs one stage. Its beginning is told with a total of 0; its `report` emits progress, throttled, always including
   * the last count.
   */
  async stage<T>(
    stage: string,
    unit: Progress['unit'],
    work: (report: (done: number, total: number) => void) => Promise<T>,
  ): Promise<T> {
    const begin = performance.now();
    this.#current = stage;
    this.#lastReport = -Infinity;
    this.#listener?.({ stage, done: 0, total: 0, unit });
    let first: { done: number; time: number } | undefined;
    const report = (done: number, total: number) => {
      const now = performance.now();
      first ??= { done, time: now };
      if ((done < total || total === 0) && now - this.#lastReport < REPORT_INTERVAL) return;
      this.#lastReport = now;
      const elapsed = (now - first.time) / 1000;
      const speed = (done - first.done) / elapsed;
      const eta =
        elapsed > ESTIMATE_AFTER && speed > 0 && total > 0
          ? { etaSeconds: (total - done) / speed }
          : {};
      this.#listener?.({ stage, done, total, unit, ...eta });
    };
    try {
      return await work(report);
    } finally {
      const seconds = (performance.now() - begin) / 1000;
      this.#seconds.set(stage, (this.#seconds.get(stage) ?? 0) + seconds);
    }
  }
}
