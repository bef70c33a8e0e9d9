import type { Page } from '@playwright/test';

/** Number of the large files that the app keeps on this device: of avatars, models, videos and jobs. */
export const storedFiles = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('mouthpiece-files', { create: true });
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names.length;
  });
