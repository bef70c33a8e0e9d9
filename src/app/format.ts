/** Numbers as people read them. */

/** 7.4 → "7.4 s", 75 → "1:15", 3725 → "1:02:05". */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return formatClock(seconds);
}

/** 7.4 → "0:07", 75 → "1:15", 3725 → "1:02:05". */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** 1 and "clip" → "1 clip", 3 → "3 clips". */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** 900 → "1 KB", 48_200_000 → "48 MB"; decimal, as browsers and shops count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} KB`;
  if (bytes < 1e7) return `${(bytes / 1e6).toFixed(1)} MB`;
  if (bytes < 1e9) return `${Math.round(bytes / 1e6)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Time left, deliberately coarse so that it does not flicker. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 1.5) return 'almost done';
  if (seconds < 60) return `about ${Math.round(seconds)} s left`;
  return `about ${formatClock(seconds)} left`;
}

/** Milliseconds since 1970 → "2026-01-31T12:00:00.000Z". */
export function formatTimestamp(time: number): string {
  return new Date(time).toISOString();
}

/** Milliseconds since 1970 → "31 January 2026", in the time of this device. */
export function formatDay(time: number): string {
  const parts = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return new Date(time).toLocaleDateString('en-GB', parts);
}
