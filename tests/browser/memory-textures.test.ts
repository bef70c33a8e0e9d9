import { FaceLandmarker } from '@mediapipe/tasks-vision';
import loader from '@mediapipe/tasks-vision/vision_wasm_internal.js?url';
import binary from '@mediapipe/tasks-vision/vision_wasm_internal.wasm?url';
import { transfer, wrap } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import { MemoryTextures } from '../../src/engines/landmarks/memory-textures';
import type { LandmarksWorkerApi } from '../../src/workers/protocol/landmarks';

const SIZE = 512;
const MODEL = new URL('/models/face_landmarker.task', location.href).href;
/** As the app's own engine has it, so that neither smooths over time. */
const CLOCK_STEP = 1_000_000;

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** Adam turned and moved from frame to frame as a talking head is. */
async function movingHead(frames: number): Promise<ImageData[]> {
  const image = await createImageBitmap(await (await fetch('/core_clips/adam/poster.jpg')).blob());
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('No 2D canvas.');
  return Array.from({ length: frames }, (_, i) => {
    context.setTransform(1, 0, 0, 1, SIZE / 2 + 12 * Math.sin(i / 2), SIZE / 2 + 2 * i);
    context.rotate(0.1 * Math.sin(i / 3));
    context.drawImage(image, -SIZE / 2, -SIZE / 2, SIZE, SIZE);
    return context.getImageData(0, 0, SIZE, SIZE);
  });
}

test('a moving face has the points that the bare landmarker finds', async () => {
  const worker = new Worker(new URL('../../src/workers/landmarks.worker.ts', import.meta.url), {
    type: 'module',
  });
  const ours = wrap<LandmarksWorkerApi>(worker);
  await ours.load({ modelUrl: MODEL });
  const bare = await FaceLandmarker.createFromOptions(
    { wasmLoaderPath: loader, wasmBinaryPath: binary },
    { baseOptions: { modelAssetPath: MODEL, delegate: 'CPU' }, runningMode: 'VIDEO' },
  );
  ends.push(
    () => worker.terminate(),
    () => bare.close(),
  );
  let largest = 0;
  let clock = 0;
  for (const picture of await movingHead(12)) {
    const frame = await createImageBitmap(picture);
    const [face] = await ours.detect(transfer(frame, [frame]));
    const [points] = bare.detectForVideo(picture, (clock += CLOCK_STEP)).faceLandmarks;
    if (!face || !points) throw new Error('A face was not found.');
    points.forEach(({ x, y }, at) => {
      const away = Math.hypot(
        x * SIZE - (face.landmarks[3 * at] ?? NaN),
        y * SIZE - (face.landmarks[3 * at + 1] ?? NaN),
      );
      largest = Math.max(largest, away);
    });
  }
  // The pictures are the same, byte for byte: only the last digit of a float may differ.
  expect(largest).toBeLessThan(0.001);
});

function boundTexture(): { gl: WebGL2RenderingContext; textures: MemoryTextures } {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) throw new Error('No WebGL 2.');
  const textures = new MemoryTextures(gl);
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  return { gl, textures };
}

const painted = (): ImageData => new ImageData(Uint8ClampedArray.from([1, 2, 3, 255]), 1, 1);

function readBack(gl: WebGL2RenderingContext): number[] {
  const memory = new Uint8Array(8);
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, memory, 2);
  return [...memory];
}

test('a picture is read back as it was, until it is released', () => {
  const { gl, textures } = boundTexture();
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, painted());
  expect(readBack(gl)).toEqual([0, 0, 1, 2, 3, 255, 0, 0]);
  expect(textures.release()).toBe(true);
  expect(readBack(gl)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(textures.release()).toBe(false);
});

test('what was uploaded in another way is read from the context, and so is all after the end', () => {
  const { gl, textures } = boundTexture();
  const bytes = Uint8Array.from([9, 8, 7, 255]);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, painted());
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  expect(readBack(gl)).toEqual([0, 0, 9, 8, 7, 255, 0, 0]);
  expect(textures.release()).toBe(false);
  textures.end();
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, painted());
  expect(readBack(gl)).toEqual([0, 0, 1, 2, 3, 255, 0, 0]);
  expect(textures.release()).toBe(false);
});
