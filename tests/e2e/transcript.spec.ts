/** The words typed into the page reach the job. */
import type { Page } from '@playwright/test';
import type { GenerateRequest } from '../../src/pipeline/types.ts';
import { expect, test } from './fixtures.ts';
import { audioFile, sampleSpeech, wav } from './media-files.ts';
import { chooseSpeech, expectResult, pressGenerate, speechThenSilence } from './page-sound.ts';

/** As much as holds a few words. */
const RECOGNISED_S = 3;
/** Digits are no words: the job refuses them at once, without the model that times words. */
const NOT_WORDS = '42';

type WatchedWindow = Window & { requested?: Omit<GenerateRequest, 'audio' | 'video'> };

test('what is said, typed in with quality "Best", is followed by the job', async ({ app }) => {
  await chooseSpeech(app, speechThenSilence(1.2, 0), 'words.wav');
  await watchRequest(app);
  const words = app.getByLabel('What is said (optional)');
  await expect(words).toHaveCount(0);
  await fineTune(app);
  await app.getByLabel('Quality').selectOption('best');
  const recognise = app.getByRole('checkbox', { name: /^Recognise the words/ });
  await expect(recognise).toBeChecked();
  await words.fill(NOT_WORDS);
  await expect(recognise).toHaveCount(0);
  await words.fill('');
  await expect(recognise).toHaveCount(1);
  await app.getByLabel('Language').selectOption('fr');
  await expect(recognise).toHaveCount(0);
  await words.fill(NOT_WORDS);
  await pressGenerate(app);
  await expectResult(app);
  const requested = await app.evaluate(() => (window as WatchedWindow).requested);
  expect(requested).toMatchObject({
    quality: 'best',
    transcript: { text: NOT_WORDS, language: 'fr' },
  });
  // The job says what it made of the words.
  await expect(app.getByText('The mouth follows the sound alone, not the words')).toBeVisible();
});

test('the quality "Best" recognises the words, which time the lips', async ({ scripted }) => {
  const speak = () =>
    scripted.generate({
      audio: audioFile(wav(sampleSpeech(RECOGNISED_S))),
      options: { mode: 'core-clips', quality: 'best' },
    });
  const outcome = await speak();
  expect(outcome).toMatchObject({ ok: true, summary: { frames: RECOGNISED_S * 25, warnings: [] } });
  const { stageSeconds = {}, encoder } = outcome.ok ? outcome.summary.stats : {};
  expect(Object.keys(stageSeconds)).toEqual(expect.arrayContaining(['recognition', 'words']));
  // A browser's encoder in software would smooth the skin.
  expect(encoder).toBe((await encodesInHardware(scripted.page)) ? 'webcodecs' : 'ffmpeg');
  // The next video of the same speech need not listen again.
  const next = await speak();
  expect(next).toMatchObject({ ok: true, summary: { warnings: [] } });
  const stages = Object.keys(next.ok ? next.summary.stats.stageSeconds : {});
  expect(stages).toEqual(expect.arrayContaining(['words']));
  expect(stages).not.toContain('recognition');
  const french = await scripted.generate({
    audio: audioFile(wav(sampleSpeech(RECOGNISED_S))),
    options: { mode: 'core-clips', quality: 'best', transcript: { language: 'fr' } },
  });
  expect(french).toMatchObject({ ok: false, failure: { code: 'bad-option' } });
});

const encodesInHardware = (page: Page): Promise<boolean | undefined> =>
  page.evaluate(async () => {
    const { supported } = await VideoEncoder.isConfigSupported({
      codec: 'avc1.640028',
      width: 512,
      height: 512,
      hardwareAcceleration: 'prefer-hardware',
    });
    return supported;
  });

/** Opens what is folded away. */
async function fineTune(page: Page): Promise<void> {
  const quality = page.getByLabel('Quality');
  if (await quality.isVisible()) return;
  await page.locator('summary').filter({ hasText: 'Fine' }).click();
}

async function watchRequest(page: Page): Promise<void> {
  await page.evaluate(() => {
    const generate = window.mouthpiece.generate.bind(window.mouthpiece);
    window.mouthpiece.generate = ({ audio, video, ...request }, run) => {
      (window as WatchedWindow).requested = request;
      return generate({ ...request, audio, ...(video && { video }) }, run);
    };
  });
}
