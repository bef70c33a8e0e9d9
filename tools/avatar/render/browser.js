import path from 'node:path';
import { openPage } from './page-server.js';

const TOOL = path.resolve(import.meta.dirname, '..');

/**
 * Opens the renderer in headless Chromium.
 * @returns {Promise<{render: (state: object) => Promise<Buffer>, close: () => Promise<void>}>} JPEG frames
 */
export async function openRenderer({ size = 512, supersampling = 2, quality = 0.96 } = {}) {
  const { page, close } = await openPage(
    { '/': TOOL },
    `/render/page.html?size=${size}&supersampling=${supersampling}`,
  );
  return {
    render: async (state) =>
      Buffer.from(await page.evaluate(([s, q]) => window.render(s, q), [state, quality]), 'base64'),
    close,
  };
}
