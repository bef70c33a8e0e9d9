/** A face of one's own through the page: a custom video, and a folder of core clips. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../../tools/shell/terminal.ts';
import { expect, expectNoViolations, test } from './fixtures.ts';
import { audioFile, sampleSpeech, wav } from './media-files.ts';
import { inspect } from './produced-file.ts';
import { storedFiles } from './stored-files.ts';

const CLIPS = join(ROOT, 'public/core_clips/adam');
const SHORTEST_CLIP = '01,20s talk.mp4';
const SPEECH_S = 1.6;
/** Within the speech, with the mouth open. Seconds. */
const SPOKEN_AT_S = 0.8;
const FPS = 25;
/** Seeking takes tenths of seconds; busy machines may take their time. */
const LONGEST_SEEK_MS = 60_000;
/** Preparing and drawing two seconds takes some ten seconds; busy machines may take their time. */
const LONGEST_JOB_MS = 240_000;

/** Colour levels that two decoders of one picture differ by at most, in the mean. */
const SAME_PICTURE = 1;

/**
 * The picture under the wipe beside the result's: which frame of the clip either shows (that of the result by the head
 * alone), how far the former is from that frame, and how far the two are from one another at head and mouth; colour
 * levels.
 */
function compared(page: Page, clip: string) {
  return page.evaluate(async (url) => {
    const SIDE = 128;
    const context = new OffscreenCanvas(SIDE, SIDE).getContext('2d', { willReadFrequently: true });
    const wiped = document.querySelector<HTMLCanvasElement>('.wipe canvas');
    const result = document.querySelector<HTMLVideoElement>('video[aria-label="Result"]');
    if (!context || !wiped || !result) throw new Error('Nothing is compared.');
    // In full size first, as the wipe's picture is: a video is shrunk in another way than a canvas.
    const { width, height } = wiped;
    const full = new OffscreenCanvas(width, height);
    const pixels = (picture: CanvasImageSource) => {
      full.getContext('2d')?.drawImage(picture, 0, 0, width, height);
      context.drawImage(full, 0, 0, SIDE, SIDE);
      return context.getImageData(0, 0, SIDE, SIDE).data;
    };
    /** Mean difference in some rows and columns, shares of the side. */
    const away = (
      one: Uint8ClampedArray,
      other: Uint8ClampedArray,
      [left, top, right, bottom]: readonly [number, number, number, number],
    ) => {
      let [sum, count] = [0, 0];
      for (let y = Math.round(top * SIDE); y < bottom * SIDE; y++) {
        for (let x = Math.round(left * SIDE); x < right * SIDE; x++, count++) {
          sum += Math.abs((one[4 * (y * SIDE + x)] ?? 0) - (other[4 * (y * SIDE + x)] ?? 0));
        }
      }
      return sum / count;
    };
    const ALL = [0, 0, 1, 1] as const;
    const HEAD = [0, 0, 1, 0.4] as const;
    const MOUTH = [0.4, 0.5, 0.6, 0.65] as const;
    const before = pixels(wiped);
    const after = pixels(result);
    const video = document.createElement('video');
    video.src = url;
    const nearest = { off: Infinity, frame: -1, headOff: Infinity, headFrame: -1 };
    for (let frame = 0; frame < 30; frame++) {
      video.currentTime = (frame + 0.5) / 25;
      await new Promise((resolve, reject) => {
        video.onseeked = resolve;
        video.onerror = reject;
      });
      const shown = pixels(video);
      const off = away(before, shown, ALL);
      if (off < nearest.off) Object.assign(nearest, { off, frame });
      const headOff = away(after, shown, HEAD);
      if (headOff < nearest.headOff) Object.assign(nearest, { headOff, headFrame: frame });
    }
    const { off, frame, headFrame } = nearest;
    return { off, frame, headFrame, head: away(before, after, HEAD), mouth: away(before, after, MOUTH) }; // prettier-ignore
  }, clip);
}

/** How the clips of faces of one's own go on after their last frame. */
async function loopFixes() {
  const avatars = await window.mouthpiece.listAvatars();
  const clips = avatars.filter(({ builtIn }) => !builtIn).flatMap((avatar) => avatar.clips);
  return clips.map(({ name, loopFix }) => ({ name, loopFix }));
}

test('a video of one’s own speaks, and can be compared with what it was', async ({
  app,
}, testInfo) => {
  const filesBefore = await storedFiles(app);
  const generate = app.getByRole('button', { name: 'Generate', exact: true });
  await app.getByLabel('Speech audio').setInputFiles(audioFile(wav(sampleSpeech(SPEECH_S))));
  await app.getByRole('radio', { name: 'Custom video' }).check();
  await expect(app.getByText('Choose a source video or picture first.')).toBeVisible();
  await app.getByLabel('Source video').setInputFiles(join(CLIPS, SHORTEST_CLIP));
  await expect(app.getByText('Face found in every frame')).toBeVisible({ timeout: LONGEST_JOB_MS });
  await expect(generate).toBeDisabled();
  await expect(app.getByText(/^Confirm that you have the right/)).toBeVisible();
  await expectNoViolations(app);

  await app
    .getByRole('checkbox', { name: "I have the right to use this person's likeness" })
    .check();
  await generate.click();
  const result = app.getByLabel('Result', { exact: true });
  await expect(result).toBeVisible({ timeout: LONGEST_JOB_MS });
  const download = app.waitForEvent('download');
  await app.getByRole('link', { name: 'Download video' }).click();
  const path = testInfo.outputPath('own.mp4');
  await (await download).saveAs(path);
  const file = await inspect(path);
  expect(file.frameTimes).toHaveLength(Math.round(SPEECH_S * FPS));
  expect(file.labelled).toBe(true);

  await app.getByRole('button', { name: 'Compare' }).click();
  const wipe = app.getByRole('slider', { name: 'Compare with the original' });
  await expect(wipe).toHaveAttribute('aria-valuenow', '50');
  await wipe.press('ArrowRight');
  await expect(wipe).toHaveAttribute('aria-valuenow', '52');
  await result.evaluate((video: HTMLVideoElement, seconds) => {
    video.currentTime = seconds;
  }, SPOKEN_AT_S);
  const clip = `core_clips/adam/${encodeURIComponent(SHORTEST_CLIP)}`;
  await expect(async () => {
    const { off, frame, headFrame, head, mouth } = await compared(app, clip);
    expect(off).toBeLessThan(SAME_PICTURE);
    expect(Math.abs(frame - headFrame)).toBeLessThanOrEqual(1);
    expect(mouth).toBeGreaterThan(2 * head);
  }).toPass({ timeout: LONGEST_SEEK_MS });
  await wipe.press('Home');
  await expect(wipe).toHaveAttribute('aria-valuenow', '0');
  await expectNoViolations(app);

  await app.getByRole('button', { name: /^Storage/ }).click();
  const storage = app.getByRole('dialog', { name: 'Storage' });
  const meter = storage.getByRole('meter', { name: 'Storage used' });
  const used = () => meter.evaluate((element: HTMLMeterElement) => element.value);
  const kept = (what: string) =>
    storage.getByRole('listitem').filter({ has: app.getByText(what, { exact: true }) });
  await expect(kept('Finished videos')).toContainText(/1 · \d/);
  await expect(kept('Caches')).toContainText(/\d · \d/);
  expect(await storedFiles(app)).toBe(filesBefore + 1);
  const usedBefore = await used();
  expect(usedBefore).toBeGreaterThan(0);
  for (const what of ['Finished videos', 'Caches']) {
    await kept(what)
      .getByRole('button', { name: `Clear ${what}` })
      .click();
    await kept(what).getByRole('button', { name: 'Clear', exact: true }).click();
    await expect(kept(what)).toContainText('none');
  }
  expect(await storedFiles(app)).toBe(filesBefore);
  expect(await used()).toBeLessThan(usedBefore);
  await storage.getByRole('button', { name: 'Close' }).click();
  await expect(result).toHaveCount(0);
});

test('a folder of core clips becomes a face that speaks, and goes again', async ({ app }) => {
  const folder = await mkdtemp(join(tmpdir(), 'mouthpiece-clips-'));
  try {
    for (const clip of [SHORTEST_CLIP, 'silence.mp4'])
      await cp(join(CLIPS, clip), join(folder, clip));
    await writeFile(join(folder, 'walk.mp4'), 'no clip by its name');
    await app.getByRole('button', { name: 'Add a face' }).click();
    const dialog = app.getByRole('dialog', { name: 'Add a face' });
    await dialog.getByLabel('Folder of core clips').setInputFiles(folder);
    await expect(dialog.getByText('1 talking clip, 1 silent clip')).toBeVisible();
    await expect(dialog.getByText(/Left out.*walk\.mp4/)).toBeVisible();
    await dialog.getByLabel('Name').fill('Eve');
    const add = dialog.getByRole('button', { name: 'Add', exact: true });
    await expect(add).toBeDisabled();
    await dialog.getByRole('checkbox', { name: /I have the right/ }).check();
    await add.click();
  } finally {
    // Kept until the page has read it.
    await expect(app.getByRole('dialog', { name: 'Eve' })).toBeVisible({ timeout: LONGEST_JOB_MS });
    await rm(folder, { recursive: true });
  }
  const details = app.getByRole('dialog', { name: 'Eve' });
  await expect(details.getByText(/walk\.mp4/)).toBeVisible();
  const confirmed = /Right to use the likeness confirmed on \d+ \w+ \d{4}/;
  await expect(details.getByText(confirmed)).toBeVisible();
  await expect(details.getByText(/30 frames · a face in every frame/)).toBeVisible();
  await expect(
    details.getByText(/^Ends (meet|do not meet): head .* % .*, picture .* %/),
  ).toHaveCount(2);
  const loop = details.getByLabel(`Loop of ${SHORTEST_CLIP}`);
  await loop.selectOption('To and fro');
  await expect
    .poll(() => app.evaluate(loopFixes))
    .toEqual(expect.arrayContaining([{ name: SHORTEST_CLIP, loopFix: 'ping-pong' }]));
  await expect(loop).toHaveValue('ping-pong');
  await expectNoViolations(app);
  const download = app.waitForEvent('download');
  await details.getByRole('button', { name: 'Export' }).click();
  expect((await download).suggestedFilename()).toBe('Eve.zip');
  await details.getByRole('button', { name: 'Close' }).click();

  await expect(app.getByRole('radio', { name: 'Eve' })).toBeChecked();
  await app.getByLabel('Speech audio').setInputFiles(audioFile(wav(sampleSpeech(SPEECH_S))));
  await app.getByRole('button', { name: 'Generate', exact: true }).click();
  const result = app.getByLabel('Result', { exact: true });
  await expect(result).toBeVisible({ timeout: LONGEST_JOB_MS });
  // A player without its file would stay behind.
  await app.getByRole('button', { name: 'Delete speech.wav' }).click();
  await expect(app.getByText('Delete this video from this device?')).toBeVisible();
  await expect(result).toBeVisible();
  await app.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(result).toHaveCount(0);
  await expect(app.getByRole('heading', { name: 'Your videos' })).toHaveCount(0);

  await app.getByRole('button', { name: 'Details of Eve' }).click();
  await details.getByRole('button', { name: 'Delete' }).click();
  await expect(details.getByText('Delete Eve and its clips from this device?')).toBeVisible();
  await details.getByRole('button', { name: 'Delete' }).click();
  await expect(app.getByRole('radio', { name: 'Eve' })).toHaveCount(0);
  await expect(
    app.getByRole('radiogroup', { name: 'Avatar' }).getByRole('radio').first(),
  ).toBeChecked();
});
