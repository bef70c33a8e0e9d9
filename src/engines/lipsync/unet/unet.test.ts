import { beforeEach, expect, it, vi } from 'vitest';
import { lowerFaceTemplate } from '../../../core/faces/alignment';
import { LANDMARKS, type Face } from '../../../core/faces/face-track';
import { CURVE_COUNT, CURVE_WINDOW } from '../../../core/lipsync/curve-window';
import type { PixelRegion, RegionBounds } from '../../../core/lipsync/pixel-region';
import { UNET_CROP } from '../../../core/lipsync/unet-crop';
import { unet } from './unet';

const { size } = UNET_CROP;
/** Where the crop lies in the frame, px; one px of the crop is one of the frame. */
const [LEFT, TOP, SIDE] = [20, 30, 300];
const CLIP = '01,00s talk.mp4';
/** What the network draws, 0–1: a grey face with a bright upright line. */
const [FACE, LINE, LINE_AT] = [0.5, 0.6, 112];
const ROW = 129;

let rim: number;
let written: PixelRegion | undefined;

vi.mock('../frame-canvas', () => ({
  FrameCanvas: class {
    width = SIDE;
    height = SIDE;
    read = (_frame: VideoFrame, bounds: RegionBounds): Promise<PixelRegion> => {
      const data = new Uint8ClampedArray(bounds.width * bounds.height * 4).fill(rim);
      return Promise.resolve({ ...bounds, data });
    };
    write = (region: PixelRegion) => void (written = region);
    take = (frame: VideoFrame) => frame;
  },
}));
vi.mock('./mouth-network', () => ({
  MouthNetwork: {
    open: () =>
      Promise.resolve({
        draw: () =>
          Promise.resolve(
            new Float32Array(3 * size * size).map((_, i) => (i % size === LINE_AT ? LINE : FACE)),
          ),
      }),
  },
}));

function face(): Face {
  const { indices, points } = lowerFaceTemplate(size);
  const landmarks = new Float32Array(LANDMARKS * 3);
  indices.forEach((index, i) => {
    landmarks.set([(points[i * 2] ?? 0) + LEFT, (points[i * 2 + 1] ?? 0) + TOP], index * 3);
  });
  return { landmarks, score: 1 };
}

/** Bytes of the pasted mouth's middle row, from the line on. */
async function pasted(): Promise<number[]> {
  const session = await unet.open({
    model: () => Promise.reject(new Error('not asked for')),
    backend: 'wasm',
    threads: 1,
  });
  const track = { width: SIDE, height: SIDE, fps: 25, frames: [face()] };
  await session.prepare({
    width: SIDE,
    height: SIDE,
    clips: [{ name: CLIP, track, loops: false }],
  });
  const curves = new Float32Array(CURVE_WINDOW * CURVE_COUNT);
  const frame = {} as VideoFrame;
  const [output] = await session.process([{ frame, clip: CLIP, clipFrame: 0, curves, weight: 1 }]);
  expect(output?.lipsynced).toBe(true);
  if (!written) throw new Error('nothing was pasted');
  const { data, x, y, width } = written;
  const at = (TOP + ROW - y) * width + LEFT + LINE_AT - x;
  return Array.from({ length: 10 }, (_, i) => data[(at + i) * 4] ?? 0);
}

beforeEach(() => (written = undefined));

it('pastes what the network drew, not lit anew by what surrounds it', async () => {
  rim = 90;
  const dark = await pasted();
  rim = 200;
  expect(await pasted()).toEqual(dark);
  expect(dark.at(-1)).toBeCloseTo(FACE * 255, -0.5);
});

it('sharpens it by what resampling takes', async () => {
  rim = 128;
  const [line = 0, beside = 0] = await pasted();
  expect(line).toBeGreaterThan(LINE * 255 + 5);
  expect(beside).toBeLessThan(FACE * 255 - 2);
});
