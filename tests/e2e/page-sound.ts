/** Short speech chosen and spoken through the page's own controls. */
import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';
import { audioFile, joined, sampleSpeech, silence, wav, type Pcm } from './media-files.ts';

/** Seconds of work take a busy machine this long at most. */
const BUSY_MACHINE_MS = 120_000;

/** Speech, then silence: frames without speech cost little. */
export function speechThenSilence(spoken: number, silent: number): Pcm {
  const speech = sampleSpeech(spoken);
  return joined(speech, silence(silent, speech.rate));
}

/** Chooses the sound as the speech and waits until it has been read. */
export async function chooseSpeech(page: Page, sound: Pcm, name: string): Promise<void> {
  await page.getByLabel('Speech audio').setInputFiles(audioFile(wav(sound), name));
  await expect(page.getByRole('button', { name: 'Save speech plot' })).toBeEnabled({
    timeout: BUSY_MACHINE_MS,
  });
}

export async function pressGenerate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
}

export async function expectResult(page: Page): Promise<void> {
  await expect(page.getByLabel('Result', { exact: true })).toBeVisible({
    timeout: BUSY_MACHINE_MS,
  });
}
