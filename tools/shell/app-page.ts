/** The built app in headless Chromium: what `npm run render`, the benchmark and the tests drive. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { chromiumFlags, ensureChromium } from '../chromium.ts';
import { DIST } from './build.ts';
import { startServer } from './static-server.ts';

/** The shipped engines compile and the default avatar loads within this; generous for slow disks. */
const READY_TIMEOUT_MS = 120_000;

export interface AppPage {
  page: Page;
  context: BrowserContext;
  close(): Promise<void>;
}

/**
 * Serves dist on a random port of loopback and opens it in a fresh profile on disk, as a user's is:
 * in a profile without one Chromium keeps all that a page stores in memory.
 */
export async function openApp(options: { chromiumFlags?: string[] } = {}): Promise<AppPage> {
  const executablePath = ensureChromium();
  const server = await startServer({ root: DIST, isolate: true });
  const profile = await mkdtemp(join(tmpdir(), 'mouthpiece-profile-'));
  const removeProfile = () => rm(profile, { recursive: true, force: true, maxRetries: 3 });
  const context = await chromium
    .launchPersistentContext(profile, {
      executablePath,
      args: [...chromiumFlags(), ...(options.chromiumFlags ?? [])],
      // A one-time visit needs no offline copy, and the server sends the isolation headers itself.
      serviceWorkers: 'block',
      // Ctrl-C is the caller's: it cancels the job and cleans up before the browser goes.
      handleSIGINT: false,
      handleSIGTERM: false,
    })
    .catch(async (error: unknown) => {
      await Promise.allSettled([server.close(), removeProfile()]);
      throw error;
    });
  const close = async () => {
    await context.close().catch(() => undefined);
    await Promise.allSettled([server.close(), removeProfile()]);
  };
  try {
    const page = await context.newPage();
    await prepare(page);
    await page.goto(server.url);
    await untilReady(page);
    return { page, context, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Must run before the page's first script. */
export async function prepare(page: Page): Promise<void> {
  // tsx names inner functions through this helper, which page.evaluate does not carry over.
  await page.addInitScript({ content: 'globalThis.__name ??= (named) => named;' });
}

export async function untilReady(page: Page): Promise<void> {
  await page.waitForFunction(() => 'mouthpiece' in window, null, { timeout: READY_TIMEOUT_MS });
  await page.evaluate(() => window.mouthpiece.ready);
}
