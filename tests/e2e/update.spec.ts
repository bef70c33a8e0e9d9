/** A new version asks first, and never replaces files under a running job of any tab. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DIST } from '../../tools/shell/build.ts';
import { startServer } from '../../tools/shell/static-server.ts';
import { expect, test } from './fixtures.ts';

const REVISION = /("?revision"?:)"[0-9a-f]{32}"/g;
const NEW_REVISION = '0'.repeat(32);

/** The build with another title, as a next version would come: new page, new service worker. */
async function nextVersion(): Promise<Map<string, Buffer>> {
  const page = await readFile(join(DIST, 'index.html'), 'utf8');
  const worker = await readFile(join(DIST, 'service-worker.js'), 'utf8');
  const files = new Map([
    ['index.html', Buffer.from(page.replace('<title>Mouthpiece', '<title>Mouthpiece, next'))],
    ['service-worker.js', Buffer.from(worker.replaceAll(REVISION, `$1"${NEW_REVISION}"`))],
  ]);
  expect(files.get('service-worker.js')?.toString()).toContain(NEW_REVISION);
  return files;
}

test('an update asks first and waits for a job in another tab', async ({ browser }) => {
  const next = await nextVersion();
  let deployed = false;
  const server = await startServer({
    root: DIST,
    fault: (path) => {
      const body = deployed ? next.get(path) : undefined;
      return body === undefined ? undefined : { status: 200, body };
    },
  });
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    await expect(page.getByText(/Available offline/)).toBeVisible({ timeout: 120_000 });

    const working = await context.newPage();
    await working.goto(server.url);
    // The lock that every job holds while it runs.
    await working.evaluate(() => {
      void navigator.locks.request(
        'mouthpiece-job',
        { mode: 'shared' },
        () => new Promise((done) => addEventListener('job-done', done, { once: true })),
      );
    });

    deployed = true;
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration())?.update();
    });
    await expect(page.getByText('A new version is ready.')).toBeVisible({ timeout: 60_000 });
    expect(await page.title()).toBe('Mouthpiece');

    await page.getByRole('button', { name: 'Update' }).click();
    await expect(page.getByText(/as soon as no video is being made/)).toBeVisible();
    await page.waitForTimeout(1000);
    expect(await page.title()).toBe('Mouthpiece');

    await working.evaluate(() => dispatchEvent(new Event('job-done')));
    await expect(page).toHaveTitle('Mouthpiece, next', { timeout: 30_000 });
  } finally {
    await context.close();
    await server.close();
  }
});
