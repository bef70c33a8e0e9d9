/** What the end-to-end tests share: a server, the opened app, one video made through the page. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, untilReady } from '../../tools/shell/app-page.ts';
import { DIST } from '../../tools/shell/build.ts';
import { PageGenerator } from '../../tools/shell/generate-in-page.ts';
import { startServer, type StaticServer } from '../../tools/shell/static-server.ts';

/** Axe's slowest rule. */
const CONTRAST = 'color-contrast';

/** The sample takes 10–15 s on two idle cores; busy machines may take their time. */
const LONGEST_JOB_MS = 280_000;

export interface SampleVideo {
  path: string;
  /** Every address requested from opening the page to the downloaded result. */
  requests: string[];
  /** Errors of the page's scripts meanwhile. */
  errors: string[];
  /** What the progress bar and its text showed. */
  progressSeen: number[];
}

interface Shared {
  server: StaticServer;
  /** The shipped sample as spoken by the default avatar, made by pressing the buttons. */
  sampleVideo: SampleVideo;
  /** One page for all tests of a worker that only call window.mouthpiece: its engines are ready after the first. */
  scripted: PageGenerator;
}

export const test = base.extend<{ app: Page }, Shared>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants a destructured first argument.
    async ({}, use) => {
      const server = await startServer({ root: DIST, isolate: true });
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],

  app: async ({ page, server }, use) => {
    await openPage(page, server.url);
    await use(page);
  },

  scripted: [
    async ({ browser, server }, use) => {
      const page = await browser.newPage({ serviceWorkers: 'block' });
      await openPage(page, server.url);
      await use(new PageGenerator(page));
      await page.close();
    },
    { scope: 'worker' },
  ],

  sampleVideo: [
    async ({ browser, server }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'mouthpiece-e2e-'));
      // As most users see it: with a face that moves while it waits.
      const context = await browser.newContext({ reducedMotion: 'no-preference' });
      const requests: string[] = [];
      const errors: string[] = [];
      context.on('request', (request) => requests.push(request.url()));
      const page = await context.newPage();
      page.on('pageerror', (error) => errors.push(String(error)));
      await openPage(page, server.url);
      const path = join(folder, 'talking.mp4');
      await page.getByRole('button', { name: 'Try a sample' }).click();
      const progressSeen = await generateChosen(page, path);
      await context.close();
      await use({ path, requests, errors, progressSeen });
      await rm(folder, { recursive: true });
    },
    { scope: 'worker', timeout: LONGEST_JOB_MS },
  ],
});

export { expect };

export async function openPage(page: Page, url: string): Promise<void> {
  await prepare(page);
  await page.goto(url);
  await untilReady(page);
}

/** Presses "Generate" and downloads the result. @returns progress in percent. */
export async function generateChosen(page: Page, path: string): Promise<number[]> {
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  const seen: number[] = [];
  const bar = page.getByRole('progressbar', { name: 'Generating' });
  const result = page.getByLabel('Result', { exact: true });
  await expect(bar).toBeVisible();
  await expect
    .poll(
      async () => {
        const now = await bar.getAttribute('aria-valuenow', { timeout: 500 }).catch(() => null);
        if (now !== null) seen.push(Number(now));
        const alert = await page.getByRole('alert').textContent();
        return (alert ?? '').trim() || (await result.count());
      },
      { timeout: LONGEST_JOB_MS, intervals: [250] },
    )
    .toBe(1);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download video' }).click();
  await (await download).saveAs(path);
  return seen;
}

/**
 * Nothing that axe knows to look for, in the page or in the part that a selector names.
 * @param look 'all', or what another look of a page that was checked already can change: 'colours' or 'layout'.
 */
export async function expectNoViolations(
  page: Page,
  part?: string,
  look: 'all' | 'colours' | 'layout' = 'all',
): Promise<void> {
  // What passed is not listed, and what was found not put together in a page of its own: no frame here is another site's.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  if (part !== undefined) axe.include(part);
  if (look === 'colours') axe.withRules(CONTRAST);
  if (look === 'layout') axe.disableRules(CONTRAST);
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => String(target)) })),
  ).toEqual([]);
}
