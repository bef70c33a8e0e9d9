import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from './tools/chromium.ts';

const executablePath = findChromium();

export default defineConfig({
  testDir: 'tests/e2e',
  // One at a time: every test runs a job that takes all the cores there are.
  workers: 1,
  timeout: 300_000,
  reporter: 'list',
  use: {
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: chromiumFlags(),
    },
    // Tests of the service worker ask for it; everywhere else it would only copy files.
    serviceWorkers: 'block',
    trace: 'off',
  },
});
