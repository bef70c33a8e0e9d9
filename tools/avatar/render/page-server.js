import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};
const CHROMIUM = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--ignore-gpu-blocklist',
  '--use-gl=angle',
  '--use-angle=gl-egl',
];
/** Mesa's llvmpipe draws a frame with 2.7 times less work than SwiftShader. */
const MESA = { LIBGL_ALWAYS_SOFTWARE: '1', EGL_PLATFORM: 'surfaceless' };
const START_LIMIT = 300_000; // ms: loading and baking the light on a busy machine

/**
 * Serves folders and opens a page of theirs in headless Chromium; the page must set `window.status` to
 * 'ready', or to an error text.
 * @param {Record<string, string>} mounts URL prefix → folder; the longest matching prefix wins
 * @param {string} url path and query of the page
 */
export async function openPage(mounts, url) {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const server = createServer((request, response) => {
    const pathname = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const prefix = prefixes.find((p) => pathname.startsWith(p));
    const file = path.join(mounts[prefix], path.normalize(pathname.slice(prefix.length)));
    readFile(file).then(
      (body) => {
        response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ARGUMENTS,
    env: { ...process.env, ...MESA },
  });
  const close = async () => {
    await browser.close();
    server.close();
  };
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}${url}`);
  await page.waitForFunction('window.status', null, { timeout: START_LIMIT });
  const status = await page.evaluate('window.status');
  if (status !== 'ready') {
    await close();
    throw new Error(`The page failed: ${status}`);
  }
  return { page, close };
}
