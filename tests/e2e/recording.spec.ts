/** Speech from the microphone, which Chromium plays: a beep a second. */
import { chromiumFlags, findChromium } from '../../tools/chromium.ts';
import { expect, test } from './fixtures.ts';

const executablePath = findChromium();
const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
/** Long enough for a beep. */
const RECORDED_MS = 1500;
/** On a busy machine. */
const UNREADABLE_MS = 30_000;

test.use({
  launchOptions: {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...chromiumFlags(), ...MICROPHONE],
  },
});

test('what is recorded is the speech, and outlives a file that cannot be read', async ({ app }) => {
  await app.getByRole('button', { name: 'Record' }).click();
  const stop = app.getByRole('button', { name: /^Stop recording/ });
  await expect(stop).toBeVisible();
  await app.waitForTimeout(RECORDED_MS);
  await stop.click();
  const timeline = app.getByRole('region', { name: 'Speech timeline' });
  await expect(timeline).toBeVisible();
  const generate = app.getByRole('button', { name: 'Generate', exact: true });
  await expect(generate).toBeEnabled();

  await app.getByLabel('Speech audio').setInputFiles({
    name: 'letter.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Dear reader,\n'.repeat(100)),
  });
  // Both decoders must have given it up, and the larger one be loaded for it.
  await expect(app.getByRole('alert')).toContainText(/\w{3}/, { timeout: UNREADABLE_MS });
  await expect(timeline).toContainText('recording.webm');
  await expect(generate).toBeEnabled();
});
