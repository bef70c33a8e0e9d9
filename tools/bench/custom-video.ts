/** Custom-video mode and the following of faces, as a user's own video meets them. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as Vision from '@mediapipe/tasks-vision';
import type * as Mediabunny from 'mediabunny';
import type { BrowserContext, Page } from 'playwright-core';
import { fileInPage, PageGenerator, type FileSource } from '../shell/generate-in-page.ts';
import { ROOT } from '../shell/terminal.ts';
import type { GenerateStats } from '../../src/pipeline/types.ts';
import { inBarePage } from './bare-page.ts';
import { repeatedSample } from './speech.ts';

/** 720p, 10 s: what a phone or a laptop records. */
const SOURCE = { width: 1280, height: 720, frames: 250 } as const;
const CLIP = join(ROOT, 'public/core_clips/adam/08,00s talk.mp4');
const WARM_UP_FRAMES = 10;

type VideoFile = Exclude<FileSource, string>;

export interface CustomVideoFigures {
  /** Seconds of speech. */
  seconds: number;
  stats: GenerateStats;
  /** Frames a second: a bare call of tasks-vision, and our tracking, decoding included, by number of threads. */
  landmarks: { bare: number; one: number; two: number };
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
  const bare = await bareLandmarks(context, video.buffer);
  const outcome = await new PageGenerator(app).generate({
    audio: repeatedSample(seconds),
    video,
    options: { mode: 'custom-video', rightsConfirmed: true },
  });
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`);
  const one = await trackedPerSecond(app, video, 1);
  const two = await trackedPerSecond(app, video, 2);
  return { seconds, stats: outcome.summary.stats, landmarks: { bare, one, two } };
}

/** Frames a second of mouthpiece.detectFaces on a machine that says it has `cores`. */
async function trackedPerSecond(app: Page, video: FileSource, cores: number): Promise<number> {
  const file = await fileInPage(app, video);
  return app.evaluate(
    async ([media, count]) => {
      const real = navigator.hardwareConcurrency;
      const say = (value: number): void => {
        Object.defineProperty(navigator, 'hardwareConcurrency', { value, configurable: true });
      };
      say(count);
      try {
        // A byte more is another file: nothing of it is known yet. The first call starts the threads,
        // both of them only for a part of 50 frames or more.
        const other = (mark: string): Blob => new Blob([media, mark], { type: 'video/mp4' });
        await window.mouthpiece.detectFaces(other(`warm${String(count)}`), { everyNthFrame: 5 });
        const begun = performance.now();
        const { frames } = await window.mouthpiece.detectFaces(other(String(count)));
        return (1000 * frames.length) / (performance.now() - begun);
      } finally {
        say(real);
      }
    },
    [file, cores] as const,
  );
}

/** Frames a second of the landmarker without anything around it. */
async function bareLandmarks(context: BrowserContext, source: Buffer): Promise<number> {
  const vision = join(ROOT, 'node_modules/@mediapipe/tasks-vision');
  const wasm = (await readdir(join(vision, 'wasm'))).filter((file) =>
    file.startsWith('vision_wasm_internal'),
  );
  const files = {
    ...Object.fromEntries(wasm.map((file) => [file, join(vision, 'wasm', file)])),
    'vision.mjs': join(vision, 'vision_bundle.mjs'),
    'face.task': join(ROOT, 'public/models/face_landmarker.task'),
  };
  return inBarePage(context, files, { vision: 'vision.mjs' }, async (page, folder) => {
    await writeFile(join(folder, 'source.mp4'), source);
    return page.evaluate(landmarksInPage, WARM_UP_FRAMES);
  });
}

/** The clip to and fro in the middle of a larger picture, as a phone or a camera records. */
export async function talkingSource(
  context: BrowserContext,
  size: { width: number; height: number; frames: number },
): Promise<VideoFile> {
  const buffer = await inBarePage(context, { 'clip.mp4': CLIP }, {}, async (page, folder) => {
    const download = page.waitForEvent('download');
    await page.evaluate(sourceInPage, size);
    const path = join(folder, 'source.mp4');
    await (await download).saveAs(path);
    return readFile(path);
  });
  return { name: 'source.mp4', mimeType: 'video/mp4', buffer };
}

/** What the page's own script puts on its window. */
interface Libraries {
  vision: typeof Vision;
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

/** Frames a second of detectForVideo alone, on pictures that lie ready in memory. */
async function landmarksInPage(warmUp: number): Promise<number> {
  const { mb, vision } = window as unknown as Libraries;
  const fileset = await vision.FilesetResolver.forVisionTasks('.');
  const landmarker = await vision.FaceLandmarker.createFromOptions(fileset, {
    baseOptions: { modelAssetPath: 'face.task', delegate: 'CPU' },
    runningMode: 'VIDEO',
  });
  const input = new mb.Input({
    source: new mb.BlobSource(await (await fetch('source.mp4')).blob()),
    formats: mb.ALL_FORMATS,
  });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('The source has no picture.');
  let number = 0;
  let spent = 0;
  for await (const sample of new mb.VideoSampleSink(track).samples()) {
    const frame = sample.toVideoFrame();
    const picture = new ImageData(frame.displayWidth, frame.displayHeight);
    await frame.copyTo(picture.data, { format: 'RGBA' });
    frame.close();
    sample.close();
    const begun = performance.now();
    landmarker.detectForVideo(picture, 1 + 40 * number);
    if (number >= warmUp) spent += performance.now() - begun;
    number += 1;
  }
  landmarker.close();
  return (1000 * (number - warmUp)) / spent;
}
