/** A face of one's own through the page: a custom video, and a folder of core clips. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../tools/shell/terminal.ts';
import { expect, expectNoViolations, test } from './fixtures.ts';
import { audioFile, sampleSpeech, wav } from './media-files.ts';
import { inspect } from './produced-file.ts';

const CLIPS = join(ROOT, 'public/core_clips/adam');
const SHORTEST_CLIP = '01,20s talk.mp4';
const SPEECH_S = 1.6;
const FPS = 25;
/** Preparing and drawing two seconds takes some ten seconds; busy machines may take their time. */
const LONGEST_JOB_MS = 240_000;

/** How the clips of faces of one's own go on after their last frame. */
async function loopFixes() {
  const avatars = await window.mouthpiece.listAvatars();
  const clips = avatars.filter(({ builtIn }) => !builtIn).flatMap((avatar) => avatar.clips);
  return clips.map(({ name, loopFix }) => ({ name, loopFix }));
}

test('a video of one’s own speaks, and can be compared with what it was', async ({
  app,
}, testInfo) => {
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
  await wipe.press('Home');
  await expect(wipe).toHaveAttribute('aria-valuenow', '0');
  await expectNoViolations(app);
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
