import path from 'node:path';
import { openPage } from './page-server.js';

const TOOL = path.resolve(import.meta.dirname, '..');

/**
 * Opens the renderer in headless Chromium.
 * @param {{avatar: string, supersampling?: number, quality?: number}} options avatar: one of render/look-….js
 * @returns {Promise<{render: (state: object, frame?: number) => Promise<Buffer>, close: () => Promise<void>}>} JPEG frames
 */
export async function openRenderer({ avatar, supersampling = 2, quality = 0.96 }) {
  const { page, close } = await openPage(
    { '/': TOOL },
    `/render/page.html?avatar=${avatar}&supersampling=${supersampling}`,
  );
  const render = async (state, frame = 0) => {
    const call = [state, quality, frame];
    return Buffer.from(await page.evaluate((a) => window.render(...a), call), 'base64');
  };
  return { render, close };
}
