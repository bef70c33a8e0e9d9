/** What a user can do with the speech and the finished video beside downloading it. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { takesOf } from '../../src/core/clips/takes.ts';
import { expect, test } from './fixtures.ts';
import { chooseSpeech, expectResult, pressGenerate, speechThenSilence } from './page-sound.ts';

const SPOKEN_S = 1.2;
const SILENT_S = 1.2;

/** Where the plot draws the waveform, in shares of its width and height: spoken half, silent end. */
const SPOKEN = { from: 0.1, to: 0.45 };
const SILENT = { from: 0.75, to: 0.95 };

test('the speech plot is a picture of the waveform: tall where there is speech, flat in silence', async ({
  app,
}) => {
  await chooseSpeech(app, speechThenSilence(SPOKEN_S, SILENT_S), 'plotted.wav');
  const download = app.waitForEvent('download');
  await app.getByRole('button', { name: 'Save speech plot' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^plotted.*\.png$/);
  const plot = await readPlot(app, await readFile(await saved.path()));
  expect(plot.width).toBeGreaterThanOrEqual(1200);
  expect(plot.height).toBeGreaterThanOrEqual(400);
  const spoken = plot.columns.slice(SPOKEN.from * plot.width, SPOKEN.to * plot.width);
  const silent = plot.columns.slice(SILENT.from * plot.width, SILENT.to * plot.width);
  // A line through the middle everywhere; in speech a quarter of the columns reach far from it.
  expect(spoken.filter((pixels) => pixels > 30).length).toBeGreaterThan(spoken.length / 4);
  expect(Math.max(...silent)).toBeLessThan(10);
});

test('the clip lane counts what a viewer sees, not the two sides of a border of the speech', async ({
  app,
}) => {
  await app.getByRole('button', { name: 'Try a sample' }).click();
  const caption = app.locator('figcaption');
  await expect(caption).toContainText('speaking', { timeout: 60_000 });
  const edl = await app.evaluate(async () => {
    const audio = await (await fetch('samples/sample.wav')).blob();
    return window.mouthpiece.planClips(audio, { avatarId: 'adam' });
  });
  const takes = takesOf(edl);
  expect(takes.length).toBeLessThan(edl.events.length);
  const speaking = takes.filter(({ kind }) => kind === 'speech').length;
  await expect(caption).toHaveText(`${takes.length} clips planned, ${speaking} speaking`);
});

test('Share hands the video to the system as a file, and is out of use where there is no sharing', async ({
  app,
}) => {
  await chooseSpeech(app, speechThenSilence(SPOKEN_S, 0), 'shared.wav');
  await pressGenerate(app);
  await expectResult(app);
  const share = app.getByRole('button', { name: 'Share', exact: true });
  await stubShare(app, { canShare: false });
  await showAgain(app, 'shared.wav');
  await expect(share).toBeDisabled();
  // Reachable by keyboard, so that its title is read out; pressing it must do nothing.
  await share.dispatchEvent('click');
  expect(await sharedFiles(app)).toEqual([]);

  await stubShare(app, { canShare: true });
  await showAgain(app, 'shared.wav');
  await expect(share).toBeEnabled();
  await share.click();
  await expect.poll(() => sharedFiles(app)).toHaveLength(1);
  const [file] = await sharedFiles(app);
  expect(file).toMatchObject({ type: 'video/mp4', isFile: true, box: 'ftyp' });
  expect(file?.name).toMatch(/^shared.*\.mp4$/);
  expect(file?.size).toBeGreaterThan(10_000);
});

test('the log has the details of an error; the alert has what a user can act on', async ({
  app,
}) => {
  await app.getByLabel('Speech audio').setInputFiles({
    name: 'letter.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Dear reader,\n'.repeat(100)),
  });
  const alert = app.getByRole('alert').filter({ hasText: /\w/ });
  await expect(alert).toHaveCount(1);
  const told = await alert.innerText();
  expect(told).not.toMatch(STACK);
  expect(told).not.toContain('unsupported-media');

  await app.locator('summary').filter({ hasText: 'Log' }).click();
  const entries = app.getByRole('log', { name: 'Log entries' });
  const [message = ''] = told.split('\n');
  expect(message).not.toBe('');
  await expect(entries).toContainText(message);
  await expect(entries).toContainText(/code unsupported-media, stage \w+, hint: \w/);
  expect(await entries.innerText()).toMatch(STACK);

  await app.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(entries).not.toContainText(message);
});

/** A line of a stack trace as Chromium writes it. */
const STACK = /\bat .*:\d+:\d+/;

/** Size of the picture and the waveform's pixels in each column, counted in the page. */
async function readPlot(
  page: Page,
  png: Buffer,
): Promise<{ width: number; height: number; columns: number[] }> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = picture;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    if (context === null) throw new Error('No canvas.');
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const columns = Array.from({ length: width }, (_, x) => {
      let pixels = 0;
      for (let y = 0; y < height; y++) {
        const at = 4 * (y * width + x);
        const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
        // The waveform is the one red thing in the plot.
        if (red > 200 && green < 120 && blue < 100) pixels++;
      }
      return pixels;
    });
    return { width, height, columns };
  }, png.toString('base64'));
}

interface SharedFile {
  name: string;
  type: string;
  size: number;
  isFile: boolean;
  /** The first box of an MP4. */
  box: string;
}

type SharingWindow = Window & { shared?: SharedFile[] };

/** Puts a share sheet in place that remembers what it was given. */
async function stubShare(page: Page, { canShare }: { canShare: boolean }): Promise<void> {
  await page.evaluate((can) => {
    const shared: SharedFile[] = [];
    (window as SharingWindow).shared = shared;
    const share = async ({ files = [] }: ShareData): Promise<void> => {
      for (const file of files) {
        const head = new Uint8Array(await file.slice(4, 8).arrayBuffer());
        const { name, type, size } = file;
        const box = String.fromCharCode(...head);
        shared.push({ name, type, size, isFile: file instanceof File, box });
      }
    };
    const takes = ({ files = [] }: ShareData = {}) =>
      can && files.length > 0 && files.every(({ type }) => type === 'video/mp4');
    Object.defineProperty(navigator, 'share', { value: share, configurable: true });
    Object.defineProperty(navigator, 'canShare', { value: takes, configurable: true });
  }, canShare);
}

const sharedFiles = (page: Page): Promise<SharedFile[]> =>
  page.evaluate(() => (window as SharingWindow).shared ?? []);

/** Opens the stored video anew: whether it can be shared is asked then. */
async function showAgain(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Back to the face' }).click();
  await page.getByRole('button', { name: `Show ${name}` }).click();
  await expect(page.getByLabel('Result', { exact: true })).toBeVisible();
}
