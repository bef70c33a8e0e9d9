import path from 'node:path';
import { openPage } from './page-server.js';

const TOOL = path.resolve(import.meta.dirname, '..');

/**
 * Opens the renderer in headless Chromium.
 * @param {{avatar: string, supersampling?: number, quality?: number}} options avatar: one of render/look-….js
 * @returns {Promise<{render: (state: object, frame?: number) => Promise<Buffer>, openPlaces: (resolution: number) => Promise<(state: object,
 *   region: object) => Promise<Buffer>>, close: () => Promise<void>}>} `render` makes JPEG frames, `openPlaces` what places.js draws
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
  const openPlaces = async (resolution) => {
    await page.evaluate((size) => window.openPlaces(size), resolution);
    return async (state, region) =>
      Buffer.from(await page.evaluate((call) => window.places(...call), [state, region]), 'base64');
  };
  return { render, openPlaces, close };
}
