import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from './tools/chromium.ts';

const executablePath = findChromium();

export default defineConfig({
  testDir: 'tests/e2e',
  // A job leaves cores idle while it opens, loads and waits: two at once took 0.77 of the time (10 tests on two busy cores, one run).
  workers: 2,
  timeout: 300_000,
  reporter: 'list',
  use: {
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: chromiumFlags(),
    },
    // Tests of the service worker ask for it; everywhere else it would only copy files.
    serviceWorkers: 'block',
    // The face that waits for a job need not be played and drawn, which takes much of a processor.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
  },
});
