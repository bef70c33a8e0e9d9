import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Inside node_modules, so that deleting that folder forgets the stamp too. */
const STAMP = join(ROOT, 'node_modules', '.mouthpiece-installed');

/**
 * Runs `npm ci` unless node_modules already holds what package-lock.json asks for.
 * Ends the process with one line when npm fails.
 */
export function ensureInstalled() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  if (matchesLock()) {
    writeFileSync(STAMP, wanted);
    return;
  }
  console.log('Installing dependencies (npm ci) …');
  const windows = process.platform === 'win32';
  const { status, error } = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: windows,
  });
  if (error !== undefined || status !== 0) {
    console.error('npm ci failed; the lines above say why. Is the npm registry reachable?');
    process.exit(1);
  }
  writeFileSync(STAMP, wanted);
}

/** Whether an earlier npm run of the user's own left exactly the locked versions. */
function matchesLock() {
  const hidden = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '' || entry.optional === true || entry.devOptional === true) return true;
    return installed[path]?.version === entry.version && existsSync(join(ROOT, path));
  });
}
