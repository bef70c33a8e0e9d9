/** Makes docs/pictures/page.jpg: the page in Chromium, an avatar speaking the sample (`npm run build`, then `node --import tsx tools/pictures.ts`). */
import { join } from 'node:path';
import { openApp } from './shell/app-page';
import { ROOT } from './shell/terminal';

const SIZE = { width: 1280, height: 860 };
/** Seconds into the sample: the s of "voice", which shows the teeth. */
const SHOWN_AT = 4.6;
const QUALITY = 88;

const app = await openApp();
const { page } = app;
try {
  await page.setViewportSize(SIZE);
  await page.getByRole('button', { name: 'Try a sample' }).click();
  await page.getByRole('button', { name: 'Generate' }).click();
  const result = page.locator('video[src^="blob:"]').last();
  await result.waitFor({ timeout: 180_000 });
  await result.evaluate(async (video: HTMLVideoElement, time) => {
    video.pause();
    video.currentTime = time;
    await new Promise((seeked) => video.addEventListener('seeked', seeked, { once: true }));
    scrollTo(0, 0);
  }, SHOWN_AT);
  await page.waitForTimeout(1000);
  const path = join(ROOT, 'docs/pictures/page.jpg');
  await page.screenshot({ path, type: 'jpeg', quality: QUALITY });
  console.log(path);
} finally {
  await app.close();
}
