/** The built app in headless Chromium: what `npm run render`, the benchmark and the tests drive. */
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumFlags, ensureChromium } from '../chromium.ts';
import { DIST } from './build.ts';
import { startServer } from './static-server.ts';

/** The shipped engines compile and the default avatar loads within this; generous for slow disks. */
const READY_TIMEOUT_MS = 120_000;

export interface AppPage {
  page: Page;
  browser: Browser;
  close(): Promise<void>;
}

/** Serves dist on a random port of loopback and opens it in a fresh profile. */
export async function openApp(options: { chromiumFlags?: string[] } = {}): Promise<AppPage> {
  const executablePath = ensureChromium();
  const server = await startServer({ root: DIST, isolate: true });
  const browser = await chromium.launch({
    executablePath,
    args: [...chromiumFlags(), ...(options.chromiumFlags ?? [])],
    // Ctrl-C is the caller's: it cancels the job and cleans up before the browser goes.
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  const close = async () => {
    await browser.close().catch(() => undefined);
    await server.close();
  };
  try {
    // A one-time visit needs no offline copy, and the server sends the isolation headers itself.
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await prepare(page);
    await page.goto(server.url);
    await untilReady(page);
    return { page, browser, close };
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
