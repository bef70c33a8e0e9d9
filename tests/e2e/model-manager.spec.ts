/** A user's own lip-sync models in the page's dialog: refused, out of room, taken, listed and deleted again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { ROOT } from '../../tools/shell/terminal.ts';
import { expect, expectNoViolations, openPage, test } from './fixtures.ts';
import { storedFiles } from './stored-files.ts';

const PACKS = join(ROOT, 'tests/fixtures/packs');
/** It brings an audio encoder, so that two files are stored. */
const PACK = ['model.json', 'unet.onnx', 'ave.onnx'].map((name) =>
  join(PACKS, 'synctalk-160', name),
);
const NAME = 'synctalk-160 (narrow, random)';
/** Room for the network of 285 kB, not for the encoder of 117 kB as well. */
const ROOM_FOR_ONE = 330_000;
/** Checking a model starts a thread with onnxruntime; busy machines may take their time. */
const LONGEST_CHECK_MS = 60_000;

test.describe('a lip-sync model of one’s own', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;
  let dialog: Locator;
  let filesBefore: number;

  test.beforeAll(async ({ browser, server }) => {
    page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
    await openPage(page, server.url);
    filesBefore = await storedFiles(page);
    await page.locator('summary').filter({ hasText: 'Advanced' }).click();
    await page.getByRole('button', { name: 'Models…' }).click();
    dialog = page.getByRole('dialog', { name: 'Models' });
    await expect(entries()).not.toHaveCount(0);
  });
  test.afterAll(async () => {
    await page.context().close();
  });

  const entries = () => dialog.getByRole('list', { name: 'Models' }).getByRole('listitem');
  const entry = () => entries().filter({ hasText: NAME });
  const alert = () => dialog.getByRole('alert');
  const importPack = () => dialog.getByLabel('Model pack').setInputFiles(PACK);

  test('that is broken is refused with a hint when it is dropped, and nothing of it is kept', async () => {
    const builtIn = await entries().count();
    const bytes = readFileSync(join(PACKS, 'bad/nan.onnx')).toString('base64');
    const dropped = await page.evaluateHandle((base64) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      transfer.items.add(new File([content], 'nan.onnx'));
      return transfer;
    }, bytes);
    const area = dialog.getByText('Bring a lip-sync model of your own');
    await area.dispatchEvent('drop', { dataTransfer: dropped });
    await expect(alert()).toContainText('no number', { timeout: LONGEST_CHECK_MS });
    await expect(alert()).toContainText('Export the model again');
    await expectNoViolations(page, 'dialog');
    await alert().getByRole('button', { name: 'Dismiss' }).click();
    await expect(alert()).toBeEmpty();
    await expect(entries()).toHaveCount(builtIn);
    expect(await storedFiles(page)).toBe(filesBefore);
  });

  test('that lacks its audio encoder is refused, and told what helps', async () => {
    await dialog.getByLabel('Model pack').setInputFiles(join(PACKS, 'synctalk-160/unet.onnx'));
    await expect(alert()).toContainText('needs its ave audio encoder', {
      timeout: LONGEST_CHECK_MS,
    });
    await alert().getByText('What else helps').click();
    await expect(alert().getByText('as a second .onnx file; import it again')).toBeVisible();
    expect(await storedFiles(page)).toBe(filesBefore);
    await alert().getByRole('button', { name: 'Dismiss' }).click();
  });

  test('is not half-stored when the storage is full, and works once there is room', async ({
    server,
  }) => {
    const { origin } = new URL(server.url);
    const session = await page.context().newCDPSession(page);
    const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
    const quotaSize = usage + ROOM_FOR_ONE;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
    await importPack();
    await expect(alert().locator('[data-code]')).toHaveAttribute('data-code', 'storage-full', {
      timeout: LONGEST_CHECK_MS,
    });
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await expect(entry()).toHaveCount(0);
    expect(await storedFiles(page)).toBe(filesBefore);

    await importPack();
    await expect(entry()).toBeVisible({ timeout: LONGEST_CHECK_MS });
    await expect(alert()).toBeEmpty();
    expect(await storedFiles(page)).toBe(filesBefore + 2);
  });

  test('is listed with size, licence and origin, can be chosen, and is deleted with its files', async () => {
    await expect(entry()).toContainText(/Yours · 402 KB · CC0-1\.0 .* · hears ave/);
    await expect(entry()).toContainText('tools/export/adapter_vectors.py');
    await dialog.getByRole('button', { name: 'Close' }).click();
    const mouth = page.getByLabel('Mouth drawn by');
    await mouth.selectOption(NAME);
    const encoders = page.getByLabel('Audio encoder').getByRole('option');
    await expect(encoders).toHaveText(['Automatic', 'AVE']);

    await page.getByRole('button', { name: 'Models…' }).click();
    await entry()
      .getByRole('button', { name: `Delete ${NAME}` })
      .click();
    const question = entry().getByRole('group', { name: `Delete ${NAME} from this device?` });
    await question.getByRole('button', { name: 'Keep' }).click();
    await entry()
      .getByRole('button', { name: `Delete ${NAME}` })
      .click();
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(entry()).toHaveCount(0);
    expect(await storedFiles(page)).toBe(filesBefore);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(mouth).toHaveValue('auto');
  });
});
