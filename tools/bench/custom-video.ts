/** Custom-video mode, as a user's own video meets it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as Mediabunny from 'mediabunny';
import type { BrowserContext, Page } from 'playwright-core';
import { PageGenerator, type FileSource } from '../shell/generate-in-page.ts';
import { ROOT } from '../shell/terminal.ts';
import type { GenerateStats } from '../../src/pipeline/types.ts';
import { inBarePage } from './bare-page.ts';
import { measureFaces, type FaceFigures } from './faces.ts';
import { repeatedSample } from './speech.ts';

/** 720p, 10 s: what a phone or a laptop records. */
export const SOURCE = { width: 1280, height: 720, frames: 250 } as const;
const CLIP = join(ROOT, 'public/core_clips/adam/07,60s talk.mp4');

/** Encoding the source takes a few seconds; on a busy machine, a minute. */
const LONGEST_ENCODING_MS = 180_000;

type VideoFile = Exclude<FileSource, string>;

export interface CustomVideoFigures {
  /** Seconds of speech. */
  seconds: number;
  stats: GenerateStats;
  landmarks: FaceFigures;
}

/**
 * @param context of a browser; its page with the app is `app`.
 * @param seconds of speech over the 10-s source.
 */
export async function measureCustomVideo(
  context: BrowserContext,
  app: Page,
  seconds: number,
): Promise<CustomVideoFigures> {
  const video = await talkingSource(context, SOURCE);
  const outcome = await new PageGenerator(app).generate({
    audio: repeatedSample(seconds),
    video,
    options: { mode: 'custom-video', rightsConfirmed: true },
  });
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`);
  const landmarks = await measureFaces(context, app, video);
  return { seconds, stats: outcome.summary.stats, landmarks };
}

/** The clip to and fro in the middle of a larger picture, as a phone or a camera records. */
export async function talkingSource(
  context: BrowserContext,
  size: { width: number; height: number; frames: number },
): Promise<VideoFile> {
  const buffer = await inBarePage(context, { 'clip.mp4': CLIP }, {}, async (page, folder) => {
    const download = page.waitForEvent('download', { timeout: LONGEST_ENCODING_MS });
    await page.evaluate(sourceInPage, size);
    const path = join(folder, 'source.mp4');
    await (await download).saveAs(path);
    return readFile(path);
  });
  return { name: 'source.mp4', mimeType: 'video/mp4', buffer };
}

/** What the page's own script puts on its window. */
interface Libraries {
  mb: typeof Mediabunny;
}

/** The clip to and fro in the middle of a larger picture, downloaded as a file. */
async function sourceInPage(size: {
  width: number;
  height: number;
  frames: number;
}): Promise<void> {
  const { mb } = window as unknown as Libraries;
  const clip = await (await fetch('clip.mp4')).blob();
  const input = new mb.Input({ source: new mb.BlobSource(clip), formats: mb.ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('The clip has no picture.');
  const pictures: ImageBitmap[] = [];
  for await (const sample of new mb.VideoSampleSink(track).samples()) {
    const frame = sample.toVideoFrame();
    pictures.push(await createImageBitmap(frame));
    frame.close();
    sample.close();
  }
  const canvas = new OffscreenCanvas(size.width, size.height);
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  const target = new mb.BufferTarget();
  const output = new mb.Output({ format: new mb.Mp4OutputFormat(), target });
  const source = new mb.CanvasSource(canvas, {
    codec: 'avc',
    quality: new mb.Quality({ bitrate: 4_000_000 }),
  });
  output.addVideoTrack(source);
  await output.start();
  const side = Math.min(size.width, size.height);
  for (let i = 0; i < size.frames; i++) {
    const at = i % (2 * pictures.length - 2);
    const picture = pictures[Math.min(at, 2 * pictures.length - 2 - at)];
    if (!picture) throw new Error('The clip has too few frames.');
    drawing?.drawImage(picture, (size.width - side) / 2, (size.height - side) / 2, side, side);
    await source.add(i / 25, 1 / 25);
  }
  await output.finalize();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([target.buffer ?? new ArrayBuffer(0)]));
  link.download = 'source.mp4';
  link.click();
}
