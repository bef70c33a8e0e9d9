/**
 * The following of faces beside a bare call of MediaPipe's landmarker: `npm run bench -- --faces`.
 *
 * The bare call is detectForVideo in video mode, on the same frames in their full size, as ImageData that lies ready in
 * memory: neither decoding nor the conversion to RGBA is counted, and it has the page to itself. Video frames or a video
 * element, which it takes as well, cost it more without a GPU. Ours is the whole of mouthpiece.detectFaces: reading the
 * file, decoding, converting, cuts, smoothing, keeping the track.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as Vision from '@mediapipe/tasks-vision';
import type * as Mediabunny from 'mediabunny';
import type { BrowserContext, JSHandle, Page } from 'playwright-core';
import { fileInPage, type FileSource } from '../shell/generate-in-page.ts';
import { ROOT } from '../shell/terminal.ts';
import { inBarePage } from './bare-page.ts';

/** Each is measured so many times, in turns, since nobody has a machine to himself. */
const ROUNDS = 3;

/** Frames a second, medians: a bare call of tasks-vision, and our tracking, decoding included, by number of threads. */
export interface FaceFigures {
  bare: number;
  one: number;
  two: number;
}

/** @param app the page with the app; its media are looked at anew in every round. */
export async function measureFaces(
  context: BrowserContext,
  app: Page,
  video: Exclude<FileSource, string>,
): Promise<FaceFigures> {
  const file = await fileInPage(app, video);
  return withBareLandmarker(context, video.buffer, async (bareCall) => {
    const rounds: Record<keyof FaceFigures, number[]> = { bare: [], one: [], two: [] };
    for (let round = 0; round < ROUNDS; round++) {
      // The waiting avatar would take from the bare call what our own work does not have to give.
      await app.evaluate(() => document.querySelectorAll('video').forEach((each) => each.pause()));
      rounds.bare.push(await bareCall());
      rounds.one.push(await trackedPerSecond(app, file, 1));
      rounds.two.push(await trackedPerSecond(app, file, 2));
      console.log(Object.entries(rounds).map(([what, fps]) => `${what} ${fps.at(-1)?.toFixed(1)}`));
    }
    return { bare: median(rounds.bare), one: median(rounds.one), two: median(rounds.two) };
  });
}

/** Frames a second of mouthpiece.detectFaces on a machine that says it has `cores`. */
function trackedPerSecond(app: Page, file: JSHandle<File>, cores: number): Promise<number> {
  return app.evaluate(
    async ([media, count]) => {
      const real = navigator.hardwareConcurrency;
      const say = (value: number): void => {
        Object.defineProperty(navigator, 'hardwareConcurrency', { value, configurable: true });
      };
      say(count);
      try {
        // A mark at the end makes another file of it: nothing is known of it yet. The first call starts the
        // threads, both of them only for a part of 50 frames or more.
        const other = (): Blob => new Blob([media, crypto.randomUUID()], { type: 'video/mp4' });
        await window.mouthpiece.detectFaces(other(), { everyNthFrame: 5 });
        const begun = performance.now();
        const { frames } = await window.mouthpiece.detectFaces(other());
        return (1000 * frames.length) / (performance.now() - begun);
      } finally {
        say(real);
      }
    },
    [file, cores] as const,
  );
}

/** A page with the landmarker and nothing around it; `use` may ask for its frames a second again and again. */
async function withBareLandmarker<T>(
  context: BrowserContext,
  source: Buffer,
  use: (bareCall: () => Promise<number>) => Promise<T>,
): Promise<T> {
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
    await page.evaluate(openInPage);
    return use(() => page.evaluate(landmarksInPage));
  });
}

/** What the page's own script puts on its window, and {@link openInPage} adds. */
interface BareWindow {
  vision: typeof Vision;
  mb: typeof Mediabunny;
  landmarker: Vision.FaceLandmarker;
  /** Milliseconds; rises for ever. */
  clock: number;
}

async function openInPage(): Promise<void> {
  const bare = window as unknown as BareWindow;
  const fileset = await bare.vision.FilesetResolver.forVisionTasks('.');
  bare.landmarker = await bare.vision.FaceLandmarker.createFromOptions(fileset, {
    baseOptions: { modelAssetPath: 'face.task', delegate: 'CPU' },
    runningMode: 'VIDEO',
  });
  bare.clock = 0;
}

/** Frames a second of detectForVideo alone, after ten frames to warm up. */
async function landmarksInPage(): Promise<number> {
  const bare = window as unknown as BareWindow;
  const { mb, landmarker } = bare;
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
    landmarker.detectForVideo(picture, (bare.clock += 40));
    if (number >= 10) spent += performance.now() - begun;
    number += 1;
  }
  input.dispose();
  return (1000 * (number - 10)) / spent;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
