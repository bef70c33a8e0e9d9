/** What the preset "low_memory" takes at its hardest: a long speech over a 1080p video. */
import { openApp } from '../shell/app-page.ts';
import { PageGenerator } from '../shell/generate-in-page.ts';
import { talkingSource } from './custom-video.ts';
import { MemoryWatch } from './memory.ts';
import { repeatedSample } from './speech.ts';

/** 10 s of 1080p, upright. */
const SOURCE = { width: 1080, height: 1920, frames: 250 } as const;

/**
 * @param seconds of speech.
 * @returns the largest memory of the whole browser, bytes, in a fresh one.
 */
export async function lowMemoryPeak(seconds: number): Promise<number> {
  const maker = await openApp();
  const video = await talkingSource(maker.context, SOURCE).finally(() => maker.close());
  const app = await openApp();
  const watch = new MemoryWatch();
  try {
    watch.start();
    const outcome = await new PageGenerator(app.page).generate({
      audio: repeatedSample(seconds),
      video,
      options: { mode: 'custom-video', rightsConfirmed: true, quality: 'low_memory' },
    });
    if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`);
    return watch.stop();
  } finally {
    watch.stop();
    await app.close();
  }
}
