import { temporaryLock, temporaryOwner } from '../workers/protocol/temporary-lock';

/**
 * Keeps a temporary file from being cleaned away when the thread that made it ends: its lock then passes on to this page.
 * @returns gives the file up.
 */
export function claimTemporaryFile(file: string): () => void {
  const waiting = new AbortController();
  let release = (): void => waiting.abort();
  const hold = (): Promise<void> => new Promise((resolve) => (release = resolve));
  const lock = temporaryLock(temporaryOwner(file));
  // Given up before the thread ended: nothing is held.
  navigator.locks?.request(lock, { signal: waiting.signal }, hold).catch(() => undefined);
  return () => release();
}
