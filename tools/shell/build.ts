/** Brings dist up to date: weights placed, app built; nothing is done twice. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, readStamp, writeStamp } from './fingerprint.ts';
import { ROOT, runNode, toolScript } from './terminal.ts';

export const DIST = join(ROOT, 'dist');
const STAMP = 'node_modules/.cache/mouthpiece/build';
const SOURCES = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'svelte.config.js',
  'tsconfig.json',
  'package-lock.json',
  'tools/offline-manifest.ts',
];

/** Places and checks the weights under public/models. @throws Error when one is missing or wrong. */
export async function ensureModels(): Promise<void> {
  const { code } = await runNode(['--import', 'tsx', 'tools/models/prepare.ts']);
  if (code !== 0) throw new Error('The weights are not in place; the lines above name them.');
}

/** Builds dist unless it is newer than every source. @throws Error when the build fails. */
export async function ensureBuilt(): Promise<void> {
  const wanted = await fingerprint(SOURCES);
  if (readStamp(STAMP) === wanted && existsSync(join(DIST, 'index.html'))) return;
  console.log('Building …');
  const { code } = await runNode([toolScript('vite'), 'build'], { quiet: true });
  if (code !== 0) throw new Error('The build failed; the lines above say why.');
  await writeStamp(STAMP, wanted);
}
