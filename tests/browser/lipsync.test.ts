import { proxy } from 'comlink';
import { beforeAll, describe, expect, it } from 'vitest';
import { lowerFaceTemplate } from '../../src/core/faces/alignment';
import { LANDMARKS, type Face } from '../../src/core/faces/face-track';
import { curveWindow } from '../../src/core/lipsync/curve-window';
import { UNET_CROP } from '../../src/core/lipsync/unet-crop';
import type { LipsyncItem, LipsyncWarning } from '../../src/workers/protocol/lipsync';
import { isSame, lipsyncThread } from './lipsync-thread';

const WIDTH = 320;
const HEIGHT = 288;
/** Crop px → frame px of the face in the test picture: scale 1.1, turned a little. */
const FACE = { a: 1.1, b: 0.05, tx: 70, ty: 60 };
const CLIP = '01,00s talk.mp4';
const MODEL = new URL('/models/unet-adam.onnx', location.href).href;

/** A mouth wide open, and one closed, on all frames of the window: open, wide, purse, protrude, press, tuck, part. */
const OPEN = Float32Array.from([0.9, 0.3, 0, 0, 0, 0, 0.5]);
const CLOSED = Float32Array.from([0, 0, 0, 0, 0.85, 0, 0]);

const { api: lipsync, connect, speak } = lipsyncThread();

/** A face whose stable landmarks lie where {@link FACE} puts the crop's template. */
function face(): Face {
  const { indices, points } = lowerFaceTemplate(UNET_CROP.size);
  const landmarks = new Float32Array(LANDMARKS * 3);
  indices.forEach((index, i) => {
    const x = points[i * 2] ?? 0;
    const y = points[i * 2 + 1] ?? 0;
    landmarks[index * 3] = FACE.a * x - FACE.b * y + FACE.tx;
    landmarks[index * 3 + 1] = FACE.b * x + FACE.a * y + FACE.ty;
  });
  return { landmarks, score: 1 };
}

function canvasContext(): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d', {
    willReadFrequently: true,
    alpha: false,
  });
  if (!context) throw new Error('no canvas');
  return context;
}

/** Skin-coloured shading with a pattern, so that any changed pixel shows. */
function picture(): VideoFrame {
  const context = canvasContext();
  const image = context.createImageData(WIDTH, HEIGHT);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const x = i % WIDTH;
    const y = Math.floor(i / WIDTH);
    image.data.set([170 + (x % 40), 130 + (y % 40), 110 + ((x + y) % 20), 255], i * 4);
  }
  context.putImageData(image, 0, 0);
  return new VideoFrame(context.canvas, { timestamp: 40_000, duration: 40_000, alpha: 'discard' });
}

function pixels(frame: VideoFrame): Uint8ClampedArray {
  const context = canvasContext();
  context.drawImage(frame, 0, 0);
  frame.close();
  return context.getImageData(0, 0, WIDTH, HEIGHT).data;
}

const item = (curves: Float32Array, change: Partial<LipsyncItem> = {}): LipsyncItem => ({
  frame: picture(),
  clip: CLIP,
  clipFrame: 0,
  curves: curveWindow(curves, 0),
  weight: 1,
  ...change,
});

/** Mean absolute difference of RGB, 0–255, inside the mouth box of the crop, and the largest beyond the crop. */
function compare(one: Uint8ClampedArray, other: Uint8ClampedArray) {
  const { a, b, tx, ty } = FACE;
  const power = a * a + b * b;
  let sum = 0;
  let count = 0;
  let outside = 0;
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const dx = (i % WIDTH) + 0.5 - tx;
    const dy = Math.floor(i / WIDTH) + 0.5 - ty;
    const u = (a * dx + b * dy) / power;
    const v = (a * dy - b * dx) / power;
    for (let c = 0; c < 3; c++) {
      const difference = Math.abs((one[i * 4 + c] ?? 0) - (other[i * 4 + c] ?? 0));
      if (u > 50 && u < 110 && v > 56 && v < 100) {
        sum += difference;
        count++;
      } else if (u < 0 || v < 0 || u > UNET_CROP.size || v > UNET_CROP.size) {
        outside = Math.max(outside, difference);
      }
    }
  }
  return { mouth: sum / count, outside };
}

beforeAll(async () => {
  const backend = await lipsync.load({
    engine: 'unet',
    modelUrl: MODEL,
    backend: 'wasm',
    threads: 2,
  });
  expect(backend).toBe('wasm');
  const frames = [face(), null, face()];
  const covered = [false, false, true];
  const track = { width: WIDTH, height: HEIGHT, fps: 25, frames, cuts: [1], covered };
  await lipsync.prepare({
    width: WIDTH,
    height: HEIGHT,
    clips: [{ name: CLIP, track, loops: true }],
  });
  await lipsync.warmUp();
  await connect();
});

describe('the lip-sync worker', () => {
  it('draws another mouth for other curves and leaves the rest of the frame alone', async () => {
    const before = pixels(picture());
    const [open, closed] = await speak([item(OPEN), item(CLOSED)]);
    if (!open || !closed) throw new Error('two frames were sent');
    expect([open.lipsynced, closed.lipsynced]).toEqual([true, true]);
    expect([open.frame.timestamp, open.frame.duration]).toEqual([40_000, 40_000]);
    const openPixels = pixels(open.frame);
    const closedPixels = pixels(closed.frame);
    expect(compare(openPixels, closedPixels).mouth).toBeGreaterThan(8);
    expect(compare(openPixels, before).mouth).toBeGreaterThan(8);
    expect(compare(openPixels, before).outside).toBe(0);
    expect(compare(closedPixels, before).outside).toBe(0);
  });

  it('draws the same twice', async () => {
    const [first, second] = await speak([item(OPEN), item(OPEN)]);
    if (!first || !second) throw new Error('two frames were sent');
    expect(isSame(pixels(first.frame), pixels(second.frame))).toBe(true);
  });

  it('passes frames without a face, with a hand before it, of unknown clips and of weight 0 as they are', async () => {
    const outputs = await speak([
      item(OPEN, { clipFrame: 1 }),
      item(OPEN, { clipFrame: 2 }),
      item(OPEN, { clip: 'other.mp4' }),
      item(OPEN, { weight: 0 }),
    ]);
    const before = pixels(picture());
    for (const { frame, lipsynced } of outputs) {
      expect(lipsynced).toBe(false);
      expect(isSame(pixels(frame), before)).toBe(true);
    }
  });

  it('fades the mouth in by its weight', async () => {
    const [half, full] = await speak([item(OPEN, { weight: 0.5 }), item(OPEN)]);
    if (!half || !full) throw new Error('two frames were sent');
    const before = pixels(picture());
    const halfChange = compare(pixels(half.frame), before).mouth;
    const fullChange = compare(pixels(full.frame), before).mouth;
    expect(halfChange / fullChange).toBeGreaterThan(0.4);
    expect(halfChange / fullChange).toBeLessThan(0.6);
  });
});

describe('opening the lip-sync worker', () => {
  it('says what is wrong with an engine or a model', async () => {
    const options = { engine: 'unet', modelUrl: MODEL, backend: 'wasm', threads: 2 } as const;
    await expect(lipsync.load({ ...options, engine: 'puppet' })).rejects.toMatchObject({
      code: 'bad-option',
    });
    await expect(
      lipsync.load({ ...options, modelUrl: MODEL.replace('unet-adam', 'nobody') }),
    ).rejects.toMatchObject({ code: 'model-missing' });
    await expect(
      lipsync.load({ ...options, modelUrl: MODEL.replace('unet-adam.onnx', 'manifest.json') }),
    ).rejects.toMatchObject({ code: 'bad-model' });
  });

  it('goes on with WASM, and says so, where WebGPU is asked for but missing', async () => {
    const warnings: LipsyncWarning[] = [];
    const backend = await lipsync.load(
      { engine: 'unet', modelUrl: MODEL, backend: 'webgpu', threads: 2 },
      proxy((warning: LipsyncWarning) => void warnings.push(warning)),
    );
    expect(backend).toBe('wasm');
    await expect.poll(() => warnings.map(({ code }) => code)).toEqual(['no-webgpu']);
  });
});
