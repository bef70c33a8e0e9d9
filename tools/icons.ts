/** Draws the app icons from public/favicon.svg: `npx tsx tools/icons.ts`. The PNGs are committed. */
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { chromiumFlags, ensureChromium } from './chromium.ts';

/** Maskable icons keep their content inside the middle 80 % (W3C manifest, "safe zone"). */
const SAFE_ZONE = 0.8;
const BRAND = '#ff5a45';

interface Icon {
  file: string;
  size: number;
  /** Whether the platform cuts its own shape out of a full-bleed square. */
  fullBleed: boolean;
}

const ICONS: Icon[] = [
  { file: 'icon-192.png', size: 192, fullBleed: false },
  { file: 'icon-512.png', size: 512, fullBleed: false },
  { file: 'icon-maskable-512.png', size: 512, fullBleed: true },
  { file: 'apple-touch-icon.png', size: 180, fullBleed: true },
];

const svg = await readFile('public/favicon.svg', 'utf8');
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: chromiumFlags(),
});
try {
  const page = await browser.newPage();
  for (const { file, size, fullBleed } of ICONS) {
    await page.setViewportSize({ width: size, height: size });
    const drawn = Math.round(size * (fullBleed ? SAFE_ZONE : 1));
    await page.setContent(`<style>
      html, body { margin: 0; height: 100%; display: grid; place-items: center;
        background: ${fullBleed ? BRAND : 'transparent'}; }
      svg { width: ${drawn}px; height: ${drawn}px; display: block; }
    </style>${svg}`);
    await page.screenshot({ path: `public/icons/${file}`, omitBackground: true });
  }
} finally {
  await browser.close();
}
