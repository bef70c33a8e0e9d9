/** How late the sound of one file is against another, by cross-correlation of the decoded sound. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { fileInPage } from '../../tools/shell/generate-in-page.ts';

/** Correlated at this rate: 0.25 ms resolution. */
const RATE = 4000;
const LARGEST_LAG_S = 0.25;

/**
 * @returns lag in seconds (positive: `produced` is later than `source`) and the normalised
 * correlation at that lag.
 */
export async function soundLag(
  page: Page,
  produced: string,
  source: string,
): Promise<{ lag: number; similarity: number }> {
  const decoded = await Promise.all(
    [produced, source].map(async (path) => {
      const buffer = await readFile(path);
      const mimeType = 'application/octet-stream';
      const file = await fileInPage(page, { name: 'sound', mimeType, buffer });
      return page.evaluate(
        async ([sound, rate]) => {
          const context = new OfflineAudioContext(1, 1, rate);
          const audio = await context.decodeAudioData(await sound.arrayBuffer());
          return Array.from(audio.getChannelData(0));
        },
        [file, RATE] as const,
      );
    }),
  );
  const [later = [], earlier = []] = decoded;
  let best = { lag: 0, similarity: -1 };
  const reach = Math.round(LARGEST_LAG_S * RATE);
  for (let shift = -reach; shift <= reach; shift++) {
    const similarity = correlation(later, earlier, shift);
    if (similarity > best.similarity) best = { lag: shift / RATE, similarity };
  }
  return best;
}

function correlation(a: number[], b: number[], shift: number): number {
  let product = 0;
  let powerA = 0;
  let powerB = 0;
  for (let i = 0; i < b.length; i++) {
    const x = a[i + shift] ?? 0;
    const y = b[i] ?? 0;
    product += x * y;
    powerA += x * x;
    powerB += y * y;
  }
  return product / Math.sqrt(powerA * powerB || 1);
}
