/** Face landmarks of rendered frames: MediaPipe's landmarker in headless Chromium, as the app runs it. */
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type * as Vision from '@mediapipe/tasks-vision';
import { chromium, type Page } from 'playwright-core';
import { LANDMARKS } from '../../../src/core/faces/face-track';
import { chromiumFlags, ensureChromium, SOFTWARE_WEBGL } from '../../chromium';

const REPOSITORY = join(import.meta.dirname, '../../..');
const TASKS_VISION = join(REPOSITORY, 'node_modules/@mediapipe/tasks-vision');
const DEFAULT_MODEL = join(REPOSITORY, 'public/models/face_landmarker.task');
const FRAME_MS = 40;
/** Frames a page call: enough to hide the call, few enough to keep the answer small. */
const BATCH = 25;

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
};

/** The landmarker's file: LANDMARKER_MODEL, or what `npm run models` placed. */
function modelPath(): string {
  const path = process.env['LANDMARKER_MODEL'] ?? DEFAULT_MODEL;
  if (!existsSync(path)) {
    throw new Error(`No landmarker at ${path}: run "npm run models" or set LANDMARKER_MODEL.`);
  }
  return path;
}

/** Serves the library, the model and a folder of frames to the page, and nothing else. */
async function serve(frameFolder: string): Promise<Server> {
  const model = modelPath();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    if (path === '/') {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>landmarks</title>');
      return;
    }
    const file =
      path === '/model'
        ? model
        : path.startsWith('/frames/')
          ? join(frameFolder, path.slice('/frames/'.length))
          : join(TASKS_VISION, path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', CONTENT_TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Runs in the page: loads the landmarker into `window`. */
async function openLandmarker(runningMode: 'IMAGE' | 'VIDEO'): Promise<void> {
  const address = '/vision_bundle.mjs';
  const vision = (await import(address)) as typeof Vision;
  const files = await vision.FilesetResolver.forVisionTasks('/wasm');
  const landmarker = await vision.FaceLandmarker.createFromOptions(files, {
    baseOptions: { modelAssetPath: '/model', delegate: 'CPU' },
    runningMode,
    numFaces: 1,
  });
  Object.assign(window, { landmarker, runningMode });
}

/** Runs in the page: base64 of Float32 [names × 478 × 3] in pixels, NaN where no face is. */
async function detectBatch(job: { names: string[]; firstTime: number }): Promise<string> {
  const { landmarker, runningMode } = window as unknown as {
    landmarker: Vision.FaceLandmarker;
    runningMode: 'IMAGE' | 'VIDEO';
  };
  const points = 478;
  const out = new Float32Array(job.names.length * points * 3).fill(Number.NaN);
  for (const [i, name] of job.names.entries()) {
    const blob = await (await fetch(`/frames/${name}`)).blob();
    const picture = await createImageBitmap(blob);
    const { faceLandmarks } =
      runningMode === 'IMAGE'
        ? landmarker.detect(picture)
        : landmarker.detectForVideo(picture, job.firstTime + i * 40);
    const face = faceLandmarks[0];
    face?.forEach((point, k) => {
      out[(i * points + k) * 3] = point.x * picture.width;
      out[(i * points + k) * 3 + 1] = point.y * picture.height;
      out[(i * points + k) * 3 + 2] = point.z * picture.width;
    });
    picture.close();
  }
  let text = '';
  const bytes = new Uint8Array(out.buffer);
  for (let i = 0; i < bytes.length; i += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  }
  return btoa(text);
}

/**
 * Landmarks of the pictures `names` in `folder`, in order: as one video, whose faces the landmarker follows and smooths
 * over time, or as single images, each found for itself.
 * Calls `onBatch` with Float32Array [n × 478 × 3] (px; NaN where no face was found) as they come.
 */
export async function detectLandmarks(
  folder: string,
  names: string[],
  onBatch: (landmarks: Float32Array) => void,
  runningMode: 'IMAGE' | 'VIDEO' = 'VIDEO',
): Promise<void> {
  const server = await serve(folder);
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumFlags(), ...SOFTWARE_WEBGL],
  });
  try {
    const page: Page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    // tsx wraps functions in a naming call that the page does not know.
    await page.evaluate('globalThis.__name = (f) => f');
    await page.evaluate(openLandmarker, runningMode);
    for (let start = 0; start < names.length; start += BATCH) {
      const batch = names.slice(start, start + BATCH);
      const job = { names: batch, firstTime: start * FRAME_MS };
      const bytes = Buffer.from(await page.evaluate(detectBatch, job), 'base64');
      const landmarks = new Float32Array(batch.length * LANDMARKS * 3);
      new Uint8Array(landmarks.buffer).set(bytes);
      onBatch(landmarks);
    }
  } finally {
    await browser.close();
    server.close();
  }
}
