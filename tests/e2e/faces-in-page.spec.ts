/** Faces through the page's own controls: one of two people, a picture, a take from a chosen frame, a face of one's own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../../tools/shell/terminal.ts';
import { facePlace } from './face-place.ts';
import { ffmpeg, H264 } from './ffmpeg.ts';
import { expect, expectNoViolations, openPage, test } from './fixtures.ts';
import { lipOpenings } from './lips.ts';
import { sampleSpeech } from './media-files.ts';
import { chooseSpeech, expectResult, pressGenerate } from './page-sound.ts';
import { storedFiles } from './stored-files.ts';

const ADAM = join(ROOT, 'public/core_clips/adam');
/** The clip that training-data mode steps through. */
const SEQUENCE = '12,00s talk.mp4';
const SEQUENCE_FRAMES = 300;
const FPS = 25;
const SPEECH_S = 1;
/** Frames of a result whose lips are measured. */
const LOOKS = 13;
/** Following two faces takes some seconds; busy machines may take their time. */
const LONGEST_WORK_MS = 120_000;
/** Opening of lips at rest, in eye distances: noise of the landmarks. */
const AT_REST = 0.03;

/** The person, and on the right the same one three quarters as large. */
const TWO_PEOPLE =
  '[0]split[a][b];[a]scale=320:320[c];[b]scale=240:240,pad=320:320:40:40[d];[c][d]hstack';
/** From then on a red line is in the video, above the heads. Seconds. */
const LINE_FROM = 0.8;
const LINE = `drawbox=w=iw:h=8:color=red:t=fill:enable='gte(t,${LINE_FROM})'`;

/** Middle of the two faces. */
const LEFT = { x: 0.25, y: 0.4 };
const RIGHT = { x: 0.75, y: 0.45 };

/** Opening of the lips of one face in every second frame of the shown result, in eye distances. */
async function lipsInResult(page: Page, face: { x: number; y: number }): Promise<number[]> {
  const faces = await page.evaluate(async (place) => {
    const video = document.querySelector<HTMLVideoElement>('video[aria-label="Result"]');
    const file = await (await fetch(video?.src ?? '')).blob();
    const options = { face: place, smooth: false, everyNthFrame: 2 };
    const { frames } = await window.mouthpiece.detectFaces(file, options);
    return frames.map((found) => found && { landmarks: Array.from(found.landmarks) });
  }, face);
  return lipOpenings(faces);
}

/**
 * Pixels of frames of a video, 64 × 64 RGBA each; of the shown result without an address. A seek may be over before its
 * frame can be drawn, and no event tells of that where the frame was there already: the frame's own time does.
 */
function pixelsOf(page: Page, frames: readonly number[], url?: string): Promise<number[][]> {
  return page.evaluate(
    async ({ frames, fps, url }) => {
      const shown = document.querySelector<HTMLVideoElement>('video[aria-label="Result"]');
      const video = document.createElement('video');
      const context = new OffscreenCanvas(64, 64).getContext('2d');
      if (context === null) throw new Error('No canvas.');
      video.src = url ?? shown?.src ?? '';
      /** Draws what the video shows; whether that was this frame. */
      const drawn = (index: number) => {
        if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
        const frame = new VideoFrame(video);
        const shownIndex = Math.round((frame.timestamp / 1e6) * fps);
        context.drawImage(frame, 0, 0, 64, 64);
        frame.close();
        return shownIndex === index;
      };
      const pictures: number[][] = [];
      for (const index of frames) {
        video.currentTime = (index + 0.5) / fps;
        await new Promise((resolve, reject) => {
          video.onseeked = resolve;
          video.onerror = reject;
        });
        while (!drawn(index)) await new Promise((resolve) => setTimeout(resolve, 10));
        pictures.push(Array.from(context.getImageData(0, 0, 64, 64).data));
      }
      return pictures;
    },
    { frames, fps: FPS, url },
  );
}

/** Middle of what is painted over the source, as a share of its width; null while that is nothing. */
function overlayMiddle(page: Page): Promise<number | null> {
  return page.locator('.stage canvas:not(.preview)').evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d');
    const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] };
    let [painted, sum] = [0, 0];
    for (let pixel = 0; pixel < data.length / 4; pixel++) {
      if (data[4 * pixel + 3] === 0) continue;
      painted++;
      sum += pixel % width;
    }
    return painted === 0 ? null : sum / painted / width;
  });
}

/** Mean difference of the upper halves of two pictures: there the head moves, and no mouth is drawn. Colour levels. */
function difference(one: number[] = [], other: number[] = []): number {
  const half = one.length / 2;
  const sum = one.slice(0, half).reduce((all, value, i) => all + Math.abs(value - (other[i] ?? NaN)), 0); // prettier-ignore
  return sum / half;
}

test.describe('one page through all of it', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;

  test.beforeAll(async ({ browser, server }) => {
    page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
    await openPage(page, server.url);
    await chooseSpeech(page, sampleSpeech(SPEECH_S), 'speech.wav');
  });
  test.afterAll(async () => {
    await page.context().close();
  });

  const generateButton = () => page.getByRole('button', { name: 'Generate', exact: true });
  const confirmRights = () =>
    page.getByRole('checkbox', { name: "I have the right to use this person's likeness" }).check();

  test('of two people in a video the chosen one speaks, in the chosen part', async () => {
    const video = test.info().outputPath('two.mp4');
    const rest = join(ADAM, 'silence.mp4');
    ffmpeg('-i', rest, '-filter_complex', `${TWO_PEOPLE},${LINE}`, '-t', '1.6', '-an', ...H264, video); // prettier-ignore
    await page.getByRole('radio', { name: 'Custom video' }).check();
    await page.getByLabel('Source video').setInputFiles(video);
    const people = page.getByRole('radiogroup', { name: 'Who speaks?' }).getByRole('radio');
    await expect(people).toHaveCount(2, { timeout: LONGEST_WORK_MS });
    await expect(people.first()).toBeChecked({ timeout: LONGEST_WORK_MS });
    await people.last().check();
    await expect(page.getByText('Face found in every frame')).toBeVisible({
      timeout: LONGEST_WORK_MS,
    });
    await expect.poll(() => overlayMiddle(page)).toBeCloseTo(RIGHT.x, 1);
    await page.getByRole('checkbox', { name: 'Use the best part, chosen by itself' }).uncheck();
    await page.getByRole('slider', { name: 'Part begins' }).fill('0.84');
    await expect(page.getByText('0.8 s to 1.6 s of 1.6 s')).toBeVisible();
    await expectNoViolations(page, '.source');
    await confirmRights();
    await pressGenerate(page);
    await expectResult(page);

    const openings = await lipsInResult(page, RIGHT);
    expect(openings).toHaveLength(LOOKS);
    expect(Math.max(...openings)).toBeGreaterThan(2 * AT_REST);
    expect(Math.max(...(await lipsInResult(page, LEFT)))).toBeLessThan(AT_REST);
    for (const [red = 0, green = 0] of await pixelsOf(page, [0, 8, 16, 24])) {
      expect(red - green).toBeGreaterThan(100);
    }
  });

  test('a picture speaks once the rights to it are confirmed', async () => {
    await page.getByLabel('Source video').setInputFiles(join(ADAM, 'poster.jpg'));
    await expect(page.getByText('Face found', { exact: true })).toBeVisible({
      timeout: LONGEST_WORK_MS,
    });
    await expect(page.getByRole('radiogroup', { name: 'Who speaks?' })).toHaveCount(0);
    await expect(page.getByRole('checkbox', { name: /best part/ })).toHaveCount(0);
    // Those confirmed before were another person's.
    await expect(generateButton()).toBeDisabled();
    await confirmRights();
    await pressGenerate(page);
    await expectResult(page);
    const openings = await lipsInResult(page, { x: 0.5, y: 0.4 });
    expect(openings).toHaveLength(LOOKS);
    expect(Math.max(...openings)).toBeGreaterThan(2 * AT_REST);
  });

  test('training data begins at the start frame, refuses one beyond the take, and loops back', async () => {
    await page.getByRole('radio', { name: 'Training data' }).check();
    const start = page.getByLabel('Start frame');
    await start.fill(String(SEQUENCE_FRAMES));
    await expect(page.getByText('The start frame must be a whole number from 0 to 299.')).toBeVisible(); // prettier-ignore
    await expect(start).toHaveAttribute('aria-invalid', 'true');
    await expect(generateButton()).toBeDisabled();
    await start.fill('150');
    await expect(start).toHaveAttribute('aria-invalid', 'false');
    await page.getByRole('checkbox', { name: 'Loop back' }).check();
    await pressGenerate(page);
    await expectResult(page);

    const url = `core_clips/adam/${encodeURIComponent(SEQUENCE)}`;
    const candidates = [0, 150, 162, 174];
    const take = await pixelsOf(page, candidates, url);
    const shown = (await pixelsOf(page, [0, 12, 24])).map((picture) => {
      const away = take.map((other) => difference(picture, other));
      return candidates[away.indexOf(Math.min(...away))];
    });
    expect(shown).toEqual([150, 162, 150]);
  });

  test('a face is cut out of one video of two people, listed, and deleted again', async () => {
    const before = await storedFiles(page);
    const video = test.info().outputPath('my_face.mp4');
    const talk = join(ADAM, '01,20s talk.mp4');
    ffmpeg('-i', talk, '-filter_complex', TWO_PEOPLE, '-an', ...H264, video);
    await page.getByRole('button', { name: 'Add a face' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a face' });
    const files = dialog.getByLabel('Video, clips or zip');
    const people = dialog.getByRole('radiogroup', { name: 'Whose face?' }).getByRole('radio');
    await files.setInputFiles({ name: 'talk.mp4', mimeType: 'video/mp4', buffer: readFileSync(video) }); // prettier-ignore
    await expect(dialog.getByText('1 talking clip, 0 silent clips')).toBeVisible();
    await expect(people).toHaveCount(2, { timeout: LONGEST_WORK_MS });
    await files.setInputFiles(video);
    await expect(people).toHaveCount(0);
    await expect(dialog.getByText('“my_face.mp4”: talking and silent clips')).toBeVisible();
    await expect(dialog.getByLabel('Name')).toHaveValue('my face');
    await expect(people).toHaveCount(2, { timeout: LONGEST_WORK_MS });
    await expect(people.first()).toBeChecked();
    await people.last().check();
    const add = dialog.getByRole('button', { name: 'Add', exact: true });
    await expect(add).toBeDisabled();
    await expect(dialog.getByText(/^Confirm that you have the right/)).toBeVisible();
    await dialog.getByRole('checkbox', { name: /I have the right/ }).check();
    await expectNoViolations(page, 'dialog');
    await add.click();
    await expect(dialog.getByRole('progressbar', { name: 'Adding my face' })).toBeVisible();

    const details = page.getByRole('dialog', { name: 'my face' });
    await expect(details).toBeVisible({ timeout: LONGEST_WORK_MS });
    await expect(details.getByText(/^640 × 320 · 1 clip Yours/)).toBeVisible();
    const packed = await page.evaluate(async () => {
      const zip = await window.mouthpiece.exportAvatar('my-face');
      return [...new Uint8Array(await zip.arrayBuffer())];
    });
    expect(facePlace(packed)).toBeGreaterThan(0.6);
    await details.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('radio', { name: 'my face' })).toBeChecked();

    await page.getByRole('button', { name: 'Details of my face' }).click();
    await details.getByRole('button', { name: 'Delete' }).click();
    await details.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByRole('radio', { name: 'my face' })).toHaveCount(0);
    expect(await storedFiles(page)).toBe(before);
  });
});
