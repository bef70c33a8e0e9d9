/** A page with nothing but the libraries themselves: what the app is compared with. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { prepare } from '../shell/app-page.ts';
import { startServer } from '../shell/static-server.ts';
import { ROOT } from '../shell/terminal.ts';

const MEDIABUNNY = join(ROOT, 'node_modules/mediabunny/dist/bundles/mediabunny.min.mjs');

/**
 * Opens a page whose window holds `mb` (mediabunny) and the given modules, and closes it after use.
 * @param files to serve: name in the page → path.
 * @param modules names on the window → served file.
 * @param use is also given a folder for its own files; it is served, and removed in the end.
 */
export async function inBarePage<T>(
  context: BrowserContext,
  files: Record<string, string>,
  modules: Record<string, string>,
  use: (page: Page, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const served = { ...files, 'mb.mjs': MEDIABUNNY };
  for (const [name, path] of Object.entries(served)) await cp(path, join(folder, name));
  const imported = Object.entries({ ...modules, mb: 'mb.mjs' });
  const names = imported.map(([name]) => name);
  await writeFile(
    join(folder, 'index.html'),
    `<!doctype html><title>bench</title><script type="module">
      ${imported.map(([name, file]) => `import * as ${name} from './${file}';`).join('\n')}
      Object.assign(window, { ${names.join(', ')} });
    </script>`,
  );
  const server = await startServer({ root: folder, isolate: true });
  const page = await context.newPage();
  try {
    await prepare(page);
    await page.goto(server.url);
    await page.waitForFunction((wanted) => wanted.every((name) => name in window), names);
    return await use(page, folder);
  } finally {
    await page.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}
