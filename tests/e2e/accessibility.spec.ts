/** The page for everyone: axe in light, dark and on a phone; names of the contract; the keyboard. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, openPage, test } from './fixtures.ts';

const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
] as const;

for (const { name, colorScheme, viewport } of LOOKS) {
  test(`axe finds nothing to complain about: ${name}`, async ({ browser, server }) => {
    const context = await browser.newContext({
      colorScheme,
      viewport,
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    await openPage(page, server.url);
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Try a sample' }).click();
    await expect(page.getByRole('region', { name: 'Speech timeline' })).toBeVisible();
    await expectNoViolations(page);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways).toBeLessThanOrEqual(0);
    await context.close();
  });
}

test('everything has the name scripts and screen readers know it by', async ({ app }) => {
  await app.getByRole('button', { name: 'Try a sample' }).click();
  await expect(app.getByLabel('Speech audio')).toBeAttached();
  await expect(app.getByRole('button', { name: 'Record' })).toBeVisible();
  const modes = app.getByRole('radiogroup', { name: 'Mode' });
  for (const mode of ['Core clips', 'Training data', 'Custom video']) {
    await expect(modes.getByRole('radio', { name: mode })).toBeAttached();
  }
  await expect(
    app
      .getByRole('listbox', { name: 'Avatar' })
      .or(app.getByRole('radiogroup', { name: 'Avatar' })),
  ).toBeVisible();
  for (const slider of ['VAD threshold', 'Minimum silence']) {
    await expect(app.getByRole('slider', { name: slider })).toBeAttached();
  }
  await expect(app.getByLabel('Quality', { exact: true })).toBeAttached();
  await expect(app.getByRole('region', { name: 'Speech timeline' })).toBeVisible();
  await expect(app.getByRole('button', { name: 'Save speech plot' })).toBeVisible();
  await expect(app.getByRole('button', { name: 'Generate', exact: true })).toBeEnabled();
});

test('the keyboard alone starts and cancels a job', async ({ app }) => {
  await app.getByRole('button', { name: 'Try a sample' }).focus();
  await app.keyboard.press('Enter');
  const generate = app.getByRole('button', { name: 'Generate', exact: true });
  await expect(generate).toBeEnabled();
  await generate.focus();
  await app.keyboard.press('Enter');
  const cancel = app.getByRole('button', { name: 'Cancel' });
  await expect(cancel).toBeVisible();
  await cancel.focus();
  await app.keyboard.press('Enter');
  await expect(generate).toBeVisible({ timeout: 10_000 });
  await expect(app.getByRole('alert')).toHaveText('');
});

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => String(target)) })),
  ).toEqual([]);
}
