/** Terminal output and child processes of the commands. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export interface CommandResult {
  /** Exit status; 1 when the process could not start or was killed. */
  code: number;
  seconds: number;
}

/**
 * Runs a Node script in the repository's root. Its output is shown as it comes, or with `quiet`
 * only when it fails.
 */
export function runNode(
  script: string[],
  options: { environment?: NodeJS.ProcessEnv; quiet?: boolean } = {},
): Promise<CommandResult> {
  const begun = performance.now();
  return new Promise((done) => {
    const child = spawn(process.execPath, script, {
      cwd: ROOT,
      stdio: options.quiet === true ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...options.environment },
    });
    const held: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => held.push(chunk));
    }
    const finish = (code: number) => {
      if (code !== 0) process.stderr.write(Buffer.concat(held));
      done({ code, seconds: (performance.now() - begun) / 1000 });
    };
    child.on('error', (error) => {
      held.push(Buffer.from(`${error.message}\n`));
      finish(1);
    });
    child.on('close', (code) => {
      finish(code ?? 1);
    });
  });
}

/**
 * The script behind a package's command, as written in its package.json: running it by Node needs
 * neither an executable bit nor a shell.
 */
export function toolScript(packageName: string, command = packageName): string {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin?: string | Record<string, string>;
  };
  const path = typeof bin === 'string' ? bin : bin?.[command];
  if (path === undefined) throw new Error(`${packageName} brings no command "${command}".`);
  return join(folder, path);
}

export function heading(text: string): void {
  console.log(`\n━━ ${text} ${'━'.repeat(Math.max(3, 76 - text.length))}`);
}

/** "59.3 s" or "2 min 05 s". */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

/** "1.4 MB"; decimal units, as browsers show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
