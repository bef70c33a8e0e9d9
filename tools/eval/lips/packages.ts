/** Other people's work that the evaluation uses, installed beside it on first use. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../shell/terminal';

const FOLDER = join(ROOT, 'tools', 'eval');

/** The folder of an npm package of tools/eval/package.json. */
export function packageFolder(name: string): string {
  const folder = join(FOLDER, 'node_modules', name);
  if (!existsSync(folder)) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
      cwd: FOLDER,
      stdio: 'inherit',
    });
  }
  return folder;
}

/** A module of such a package; the caller says what it exports. */
export const importFrom = (name: string, path: string): Promise<unknown> =>
  import(pathToFileURL(join(packageFolder(name), path)).href);
