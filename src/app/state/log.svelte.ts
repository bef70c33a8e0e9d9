import { AppError } from '../../workers/protocol/errors';
import { formatTimestamp } from '../format';

export type LogLevel = 'info' | 'warning' | 'error';

export interface LogEntry {
  id: number;
  /** Milliseconds since 1970. */
  time: number;
  level: LogLevel;
  text: string;
  /** Code, stage, causes and stacks: for a report, not for reading. */
  detail: string | null;
}

/** Older entries are dropped, so that a page left open for days does not grow. */
const MAX_ENTRIES = 500;

/** Everything worth knowing afterwards; the log panel shows it. */
export class Log {
  entries = $state.raw<LogEntry[]>([]);
  #nextId = 1;

  info(text: string): void {
    this.#add('info', text, null);
  }

  warn(text: string): void {
    this.#add('warning', text, null);
  }

  error(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.#add('error', text, describe(error));
  }

  clear(): void {
    this.entries = [];
  }

  asText(): string {
    return this.entries
      .map(({ time, level, text, detail }) => {
        const line = `${formatTimestamp(time)} ${level}: ${text}`;
        return detail === null ? line : `${line}\n${detail}`;
      })
      .join('\n');
  }

  #add(level: LogLevel, text: string, detail: string | null): void {
    const entry = { id: this.#nextId++, time: Date.now(), level, text, detail };
    this.entries = [...this.entries, entry].slice(-MAX_ENTRIES);
  }
}

/** Code, stage and stack of an error and of everything that caused it. */
function describe(error: unknown): string {
  const lines: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (lines.length > 0) lines.push('caused by:');
    if (at instanceof AppError) {
      lines.push(`code ${at.code}, stage ${at.stage ?? 'unknown'}, hint: ${at.hint}`);
    }
    lines.push(at.stack ?? `${at.name}: ${at.message}`);
  }
  return lines.join('\n');
}
