/** A job whose tab is closed in the midst of rendering goes on from its last finished segment. */
import type { BrowserContext, Page } from '@playwright/test';
import type { GenerateResult, JobSummary } from '../../src/pipeline/types.ts';
import { openApp, type AppPage } from '../../tools/shell/app-page.ts';
import { expect, openPage, test as base } from './fixtures.ts';
import { chooseSpeech, expectResult, pressGenerate, speechThenSilence } from './page-sound.ts';
import { inspect } from './produced-file.ts';

const NAME = 'long.wav';
/** Speech at the beginning only: the rest, five segments to be interrupted in twice, costs little. */
const SPOKEN_S = 1;
const SILENT_S = 19;
const FPS = 25;
const TOTAL = (SPOKEN_S + SILENT_S) * FPS;
/** Frames of a segment with quality "Low memory". */
const SEGMENT = 100;

/** The app in a profile on disk: other contexts forget what is stored with their last page. */
const test = base.extend<{ profile: AppPage }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a destructured first argument.
  profile: async ({}, use) => {
    const app = await openApp();
    await use(app);
    await app.close();
  },
});

test('a job goes on after its tab was closed: by jobs.list and resume, and from the page', async ({
  profile: { context, page: first },
}, testInfo) => {
  const url = first.url();
  await chooseSpeech(first, speechThenSilence(SPOKEN_S, SILENT_S), NAME);
  await first.getByLabel('Quality').selectOption('low_memory');
  await pressGenerate(first);
  await segmentsDone(first, 1);
  await first.close();

  const second = await open(context, url);
  const [left] = await jobs(second);
  expect(left).toMatchObject({ audioName: NAME, mode: 'core-clips', framesTotal: TOTAL });
  const kept = left?.framesDone ?? 0;
  expect(kept).toBeGreaterThanOrEqual(SEGMENT);
  expect(kept).toBeLessThan(TOTAL);
  expect(kept % SEGMENT).toBe(0);
  await expect(second.getByText(`${kept} of ${TOTAL} frames are done`)).toBeVisible();
  await watchResume(second);
  await second.evaluate((id) => void window.mouthpiece.jobs.resume(id), left?.id ?? '');
  await segmentsDone(second, kept / SEGMENT + 1);
  // Nothing that was finished is rendered anew.
  expect(await firstFrame(second)).toBe(kept + 1);
  await second.close();

  const third = await open(context, url);
  const [again] = await jobs(third);
  expect(again?.id).toBe(left?.id);
  const later = again?.framesDone ?? 0;
  expect(later).toBeGreaterThan(kept);
  await expect(third.getByText(`${later} of ${TOTAL} frames are done`)).toBeVisible();
  await watchResume(third);
  await third.getByRole('button', { name: `Continue ${NAME}` }).click();
  await expectResult(third);
  expect(await firstFrame(third)).toBe(later + 1);
  const frames = await third.evaluate(() => (window as WatchedWindow).resumed?.result?.frames);
  expect(frames).toBe(TOTAL);
  expect(await jobs(third)).toEqual([]);

  const path = testInfo.outputPath('resumed.mp4');
  const download = third.waitForEvent('download');
  await third.getByRole('link', { name: 'Download video' }).click();
  await (await download).saveAs(path);
  const file = await inspect(path);
  expect(file.frameTimes).toHaveLength(TOTAL);
  file.frameTimes.forEach((time, i) => {
    expect(Math.abs(time - i / FPS)).toBeLessThan(1e-3);
  });
});

interface Resumed {
  /** Frames done when the first one was told. */
  first: number | null;
  result: GenerateResult | null;
}

type WatchedWindow = Window & { resumed?: Resumed };

async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await openPage(page, url);
  return page;
}

const jobs = (page: Page): Promise<JobSummary[]> =>
  page.evaluate(() => window.mouthpiece.jobs.list());

/** Waits until so many segments are stored. */
async function segmentsDone(page: Page, count: number): Promise<void> {
  const done = async () => (await jobs(page))[0]?.framesDone ?? 0;
  await expect
    .poll(done, { intervals: [50], timeout: 120_000 })
    .toBeGreaterThanOrEqual(count * SEGMENT);
}

/** Watches window.mouthpiece.jobs.resume, whoever asks for it. */
async function watchResume(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { jobs } = window.mouthpiece;
    const resumed: Resumed = { first: null, result: null };
    (window as WatchedWindow).resumed = resumed;
    const resume = jobs.resume.bind(jobs);
    jobs.resume = async (id, run = {}) => {
      const onProgress: typeof run.onProgress = (progress) => {
        if (progress.stage === 'render' && progress.total > 0) resumed.first ??= progress.done;
        run.onProgress?.(progress);
      };
      resumed.result = await resume(id, { ...run, onProgress });
      return resumed.result;
    };
  });
}

const firstFrame = (page: Page): Promise<number | null> =>
  page.evaluate(() => (window as WatchedWindow).resumed?.first ?? null);
