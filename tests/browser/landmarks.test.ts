import { proxy, transfer, wrap } from 'comlink';
import { afterAll, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { LANDMARKS, type Face } from '../../src/core/faces/face-track';
import { registerTransferHandlers } from '../../src/workers/protocol/abort';
import type { LandmarksWorkerApi } from '../../src/workers/protocol/landmarks';

/** The largest deviation from the official bundle that is allowed, in pixels at 512 × 512. */
const TOLERANCE = 0.5;
const SIZE = 512;
const ASSEMBLED = new URL('/models/face_landmarker.task', location.href).href;
const PICTURE = '/core_clips/adam/poster.jpg';
/** Indices of the mesh: tip of the nose, centre of the inner upper and lower lip, outer corners of the eyes. */
const POINT = { noseTip: 1, upperLip: 13, lowerLip: 14, rightEye: 33, leftEye: 263 } as const;

registerTransferHandlers();
const workers: Worker[] = [];
afterAll(() => {
  for (const worker of workers) worker.terminate();
});

async function openLandmarks(modelUrl: string) {
  const worker = new Worker(new URL('../../src/workers/landmarks.worker.ts', import.meta.url), {
    type: 'module',
  });
  workers.push(worker);
  const landmarks = wrap<LandmarksWorkerApi>(worker);
  await landmarks.load({ modelUrl });
  return landmarks;
}

/** Opened once: the tests run one after the other. */
const assembled = openLandmarks(ASSEMBLED);

/** The test picture on a square canvas, turned by `angle` radians about its centre and moved. */
async function picture({ angle = 0, right = 0 } = {}): Promise<ImageBitmap> {
  const response = await fetch(PICTURE);
  const image = await createImageBitmap(await response.blob());
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('No 2D canvas.');
  context.translate(SIZE / 2 + right, SIZE / 2);
  context.rotate(angle);
  context.drawImage(image, -SIZE / 2, -SIZE / 2, SIZE, SIZE);
  return canvas.transferToImageBitmap();
}

function blank(): ImageBitmap {
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  canvas.getContext('2d')?.fillRect(0, 0, SIZE, SIZE);
  return canvas.transferToImageBitmap();
}

function point(face: Face, index: number): { x: number; y: number } {
  return { x: face.landmarks[3 * index] ?? NaN, y: face.landmarks[3 * index + 1] ?? NaN };
}

test('the assembled bundle finds one face of 478 points inside the picture', async () => {
  const landmarks = await assembled;
  await landmarks.reset();
  const frame = await picture();
  const [face, ...others] = await landmarks.detect(transfer(frame, [frame]));
  expect(others).toHaveLength(0);
  if (face === undefined) throw new Error('No face was found.');
  expect(face.landmarks).toHaveLength(LANDMARKS * 3);
  for (let i = 0; i < LANDMARKS; i++) {
    const { x, y } = point(face, i);
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(SIZE);
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(SIZE);
  }
  const eyes = (point(face, POINT.rightEye).y + point(face, POINT.leftEye).y) / 2;
  expect(point(face, POINT.rightEye).x).toBeLessThan(point(face, POINT.leftEye).x);
  expect(point(face, POINT.upperLip).y).toBeGreaterThan(eyes);
  expect(point(face, POINT.lowerLip).y).toBeGreaterThan(point(face, POINT.upperLip).y - 2);
});

test('a picture without a face gives none', async () => {
  const landmarks = await assembled;
  await landmarks.reset();
  const frame = blank();
  expect(await landmarks.detect(transfer(frame, [frame]))).toEqual([]);
});

test('landmarks do not lag behind a moving head', async () => {
  const landmarks = await assembled;
  await landmarks.reset();
  const swing = 10; // px
  const period = 25; // frames
  const errors: number[] = [];
  for (let i = 0; i < period; i++) {
    const right = swing * Math.sin((2 * Math.PI * i) / period);
    const frame = await picture({ right });
    const [face] = await landmarks.detect(transfer(frame, [frame]));
    if (face === undefined) throw new Error(`No face in frame ${String(i)}.`);
    errors.push(point(face, POINT.noseTip).x - right);
  }
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length;
  // The runtime's own smoothing, which is switched off, gives over 1 px.
  expect(Math.sqrt(variance)).toBeLessThan(0.6);
});

test('a video is followed frame by frame, with a gap where the face is away', async () => {
  const landmarks = await assembled;
  const { port1, port2 } = new MessageChannel();
  const total = 6;
  const away = 2;
  let index = 0;
  port1.onmessage = async () => {
    if (index === total) return port1.postMessage({ index, total, frame: null });
    const bitmap = index === away ? blank() : await picture({ right: 4 * index });
    const frame = new VideoFrame(bitmap, { timestamp: 40_000 * index });
    port1.postMessage({ index: index++, total, frame }, [frame]);
  };
  const progress: number[] = [];
  const onProgress = proxy((done: number) => void progress.push(done));
  const track = await landmarks.trackVideo(transfer(port2, [port2]), onProgress);
  expect(track).toMatchObject({ width: SIZE, height: SIZE });
  expect(track.frames.map((faces) => faces.length)).toEqual([1, 1, 0, 1, 1, 1]);
  const [[first] = [], [second] = []] = track.frames;
  if (!first || !second) throw new Error('The first frames have no face.');
  expect(point(second, POINT.noseTip).x - point(first, POINT.noseTip).x).toBeCloseTo(4, 0);
  expect(progress).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a worker can open the landmarker again for more faces', async () => {
  const landmarks = await assembled;
  await landmarks.reset();
  await landmarks.load({ modelUrl: ASSEMBLED, maxFaces: 2 });
  const [left, right] = [await picture(), await picture()];
  const pair = new OffscreenCanvas(2 * SIZE, SIZE);
  const context = pair.getContext('2d');
  context?.drawImage(left, 0, 0);
  context?.drawImage(right, SIZE, 0);
  const frame = pair.transferToImageBitmap();
  const faces = await landmarks.detect(transfer(frame, [frame]));
  expect(faces).toHaveLength(2);
});

test('landmarks agree with those of the official bundle', async ({ skip }) => {
  const base64 = await commands.officialLandmarker();
  if (base64 === null) {
    return skip(
      'MOUTHPIECE_OFFICIAL_TASK does not say where the official face_landmarker.task is.',
    );
  }
  const official = await fetch(`data:application/octet-stream;base64,${base64}`);
  const officialUrl = URL.createObjectURL(await official.blob());
  const ours = await assembled;
  await ours.load({ modelUrl: ASSEMBLED });
  const theirs = await openLandmarks(officialUrl);
  let largest = 0;
  for (const angle of [0, 0.2, -0.3]) {
    const [a, b] = await Promise.all(
      [ours, theirs].map(async (landmarks) => {
        await landmarks.reset();
        const frame = await picture({ angle });
        const [face] = await landmarks.detect(transfer(frame, [frame]));
        if (face === undefined) throw new Error(`No face at ${String(angle)} rad.`);
        return face.landmarks;
      }),
    );
    a?.forEach((value, i) => {
      largest = Math.max(largest, Math.abs(value - (b?.[i] ?? NaN)));
    });
  }
  console.log(`largest difference of a landmark coordinate: ${String(largest)} px`);
  expect(largest).toBeLessThan(TOLERANCE);
});
