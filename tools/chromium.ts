/** Finds the Chromium that tests and the command line drive. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { attempt, installFromDebian } from './shell/install-program.ts';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of an installed Chromium or Chrome; CHROME_PATH wins. Undefined when there is none. */
export function findChromium(): string | undefined {
  const fromEnvironment = process.env['CHROME_PATH'];
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment;
  return CANDIDATES.find((path) => existsSync(path)) ?? playwrightChromium();
}

function playwrightChromium(): string | undefined {
  try {
    const { chromium } = createRequire(import.meta.url)('playwright-core') as {
      chromium: { executablePath(): string };
    };
    const path = chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes sure there is a Chromium, installing one where that is possible without asking:
 * Debian's package when root, else Playwright's own download.
 * @throws Error with one line that says what to install.
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  installFromDebian('chromium');
  if (findChromium() === undefined) attempt('npx', ['playwright-core', 'install', 'chromium']);
  const installed = findChromium();
  if (installed === undefined) {
    throw new Error(
      'No Chromium found: install Chrome or Chromium (Debian: apt install chromium) or set CHROME_PATH.',
    );
  }
  return installed;
}

/** Flags that keep headless Chromium off the network and, as root, able to start. It draws as it would anyway. */
export function chromiumFlags(): string[] {
  const flags = [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=no-user-gesture-required',
  ];
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  return flags;
}

/**
 * More flags, for tests of drawing alone: WebGL where there is no GPU. With them Chromium draws its whole page by
 * SwiftShader, which takes most of a core; left to itself, it has no WebGL there and a quick page.
 */
export const SOFTWARE_WEBGL = ['--enable-unsafe-swiftshader', '--use-angle=swiftshader'];

/** Flags for tests of drawing on WebGPU, with {@link SOFTWARE_WEBGL}: Chromium then offers SwiftShader as an adapter. */
export const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
