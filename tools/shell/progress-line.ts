/** Shows a job's progress: one line rewritten on a terminal, a line now and then in a log. */
import type { Progress } from '../../src/workers/protocol/progress.ts';
import { formatBytes } from './terminal.ts';

const LOG_INTERVAL_MS = 5000;
const REDRAW_INTERVAL_MS = 100;
/** Rates over less than this are noise. */
const RATE_AFTER_MS = 500;

export class ProgressLine {
  #stage = '';
  #since = 0;
  #from = 0;
  #drawn = -Infinity;
  readonly #stream: NodeJS.WriteStream;
  readonly #now: () => number;

  constructor(stream: NodeJS.WriteStream = process.stderr, now = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
  }

  show(progress: Progress): void {
    const now = this.#now();
    const isNewStage = progress.stage !== this.#stage;
    if (isNewStage) {
      this.#stage = progress.stage;
      this.#since = now;
      this.#from = progress.done;
    }
    const interval = this.#stream.isTTY ? REDRAW_INTERVAL_MS : LOG_INTERVAL_MS;
    const isLast = progress.done >= progress.total;
    if (!isNewStage && !isLast && now - this.#drawn < interval) return;
    if (isLast && !isNewStage && !this.#stream.isTTY && now - this.#since < LOG_INTERVAL_MS) return;
    this.#drawn = now;
    const elapsed = now - this.#since;
    const rate = elapsed < RATE_AFTER_MS ? null : ((progress.done - this.#from) / elapsed) * 1000;
    const text = describeProgress(progress, rate);
    this.#stream.write(this.#stream.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }

  /** Clears the line, so that what follows starts on an empty one. */
  end(): void {
    if (this.#stream.isTTY && this.#stage !== '') this.#stream.write('\r\x1b[K');
  }
}

/** @param rate units per second since the stage began, when known. */
export function describeProgress(progress: Progress, rate: number | null): string {
  const { stage, done, total, unit, etaSeconds } = progress;
  const percent = total > 0 ? `${String(Math.floor((100 * done) / total)).padStart(3)} %` : '';
  const parts = [stage.padEnd(12), percent, amount(done, total, unit)];
  if (rate !== null && unit === 'frames') parts.push(`${rate.toFixed(1)} fps`);
  if (etaSeconds !== undefined && Number.isFinite(etaSeconds)) {
    const seconds = Math.ceil(etaSeconds);
    const clock = `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
    parts.push(`ETA ${clock}`);
  }
  return parts.filter((part) => part !== '').join('  ');
}

function amount(done: number, total: number, unit: Progress['unit']): string {
  // A stage that only begins.
  if (total === 0) return '';
  if (unit === 'bytes') return `${formatBytes(done)} of ${formatBytes(total)}`;
  const shown = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(1));
  return `${shown(done)} of ${shown(total)} ${unit}`;
}
