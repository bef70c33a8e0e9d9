/** Programs that tests need beside Node, installed where that is possible without asking. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Makes sure that there is an ffmpeg on the PATH: Debian's package when root.
 * @throws Error with one line that says what to install.
 */
export function ensureFfmpeg(): void {
  const runs = (): boolean => spawnSync('ffmpeg', ['-version']).status === 0;
  if (runs()) return;
  installFromDebian('ffmpeg');
  if (!runs()) throw new Error('No ffmpeg found: install it (Debian: apt install ffmpeg).');
}

/** Installs a package when root on Debian; does nothing elsewhere. Whether it worked is for the caller to see. */
export function installFromDebian(name: string): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  attempt('apt-get', ['update', '-q']);
  attempt('apt-get', ['install', '-y', '-q', '--no-install-recommends', name]);
}

/** Runs a command that may fail: whoever calls looks whether it did what it should. */
export function attempt(command: string, args: string[]): void {
  try {
    execFileSync(command, args, { stdio: 'inherit' });
  } catch {
    // The caller tries the next way, or reports.
  }
}
