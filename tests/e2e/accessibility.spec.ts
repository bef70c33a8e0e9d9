/** The page for everyone: axe in light, dark and on a phone; names of the contract; the keyboard. */
import type { Page } from '@playwright/test';
import { expect, expectNoViolations, openPage, test } from './fixtures.ts';

const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 }, look: 'all' },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 }, look: 'colours' },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 }, look: 'layout' },
] as const;

/** Each dialog's button and title. */
const DIALOGS = [
  ['Details of Adam', 'Adam'],
  ['Add a face', 'Add a face'],
  ['Models', 'Models'],
  ['Storage', 'Storage'],
  ['Troubleshooting', 'When something does not work'],
] as const;

for (const { name, colorScheme, viewport, look } of LOOKS) {
  test(`axe finds nothing to complain about: ${name}`, async ({ browser, server }) => {
    const context = await browser.newContext({
      colorScheme,
      viewport,
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    await openPage(page, server.url);
    await expectNoViolations(page, undefined, look);
    await page.getByRole('button', { name: 'Try a sample' }).click();
    await expect(page.getByRole('region', { name: 'Speech timeline' })).toBeVisible();
    await expectNoViolations(page, undefined, look);
    await expectNoSidewaysScroll(page);
    for (const mode of ['Training data', 'Custom video']) {
      await page.getByRole('radio', { name: mode }).check();
      await expectNoViolations(page, undefined, look);
      await expectNoSidewaysScroll(page);
    }
    await page.getByRole('radio', { name: 'Core clips' }).check();
    for (const [button, title] of DIALOGS) {
      await page.getByRole('button', { name: button }).click();
      await expect(page.getByRole('dialog', { name: title })).toBeVisible();
      await expectNoViolations(page, 'dialog[open]', look);
      await expectNoSidewaysScroll(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(page.getByRole('button', { name: button })).toBeFocused();
    }
    await context.close();
  });
}

test('each mode asks for what it needs, by the names scripts know', async ({ app }) => {
  const needs = app.locator('#generate-needs');
  await app.getByRole('button', { name: 'Try a sample' }).click();
  await expect(needs).toHaveCount(0);
  await app.getByRole('radio', { name: 'Training data' }).check();
  // His longest take has 300 frames.
  await app.getByRole('radio', { name: 'Adam' }).check();
  await expect(app.getByRole('checkbox', { name: 'Loop back' })).toBeVisible();
  const start = app.getByRole('spinbutton', { name: 'Start frame' });
  await start.fill('300');
  await expect(needs).toHaveText('The start frame must be a whole number from 0 to 299.');
  await expect(start).toHaveAttribute('aria-invalid', 'true');
  await start.fill('299');
  await expect(needs).toHaveCount(0);
  await app.getByRole('radio', { name: 'Custom video' }).check();
  await expect(app.getByLabel('Source video')).toBeAttached();
  await expect(app.getByRole('button', { name: 'Generate', exact: true })).toBeDisabled();
  await expect(needs).toHaveText('Choose a source video or picture first.');
});

test('on a phone, what the keyboard reaches is not under the dock', async ({ app }) => {
  await app.setViewportSize({ width: 390, height: 844 });
  await app.getByRole('button', { name: 'Try a sample' }).click();
  const dock = app.locator('.dock');
  await expect(app.getByRole('button', { name: 'Generate', exact: true })).toBeEnabled();

  await app.evaluate(() => scrollTo(0, 0));
  for (const label of ['VAD threshold', 'Minimum silence', 'Mouth openness']) {
    const slider = app.getByRole('slider', { name: label });
    await slider.focus();
    const covered = async () => {
      const [box, over] = [await slider.boundingBox(), await dock.boundingBox()];
      return box === null || over === null || box.y + box.height > over.y;
    };
    await expect.poll(covered).toBe(false);
  }
});

test('a window that keeps nothing says so quietly', async ({ page, server }) => {
  await page.addInitScript(() => {
    const denied = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    Object.defineProperty(window, 'indexedDB', { value: { open: denied } });
  });
  await openPage(page, server.url);
  await expect(page.getByText(/^This window keeps nothing/)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveText('');
});

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

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways).toBeLessThanOrEqual(0);
}
