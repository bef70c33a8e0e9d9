import { expect, it, vi } from 'vitest';
import { faceAt } from '../../../../tests/fixtures/rest-face';
import type { Face } from '../../../core/faces/face-track';
import { synctalk2d } from '../synctalk-2d/synctalk-2d';
import { wav2lip } from '../wav2lip/wav2lip';

const network = vi.hoisted(() => ({ size: 0 }));
const SIDE = 400;
/** A hand is before the mouth, which is shut. */
const COVERED = 10;
/** The head is turned to the side, the mouth shut. */
const TURNED = 20;
/** As shut as it gets with nothing before it. */
const FREE = 30;

// A network that draws black, and a canvas without a picture behind it.
vi.mock('../guarded-network', () => ({
  GuardedNetwork: {
    open: () =>
      Promise.resolve({
        shape: { size: network.size, picture: 'picture', sound: 'sound', soundShape: [1] },
        draw: () => Promise.resolve(new Float32Array(3 * network.size ** 2)),
        dispose: () => Promise.resolve(),
      }),
  },
}));
vi.mock('../frame-canvas', () => ({
  FrameCanvas: class {
    readonly width = SIDE;
    readonly height = SIDE;
    read = (_: unknown, bounds: { width: number; height: number }) => {
      const data = new Uint8ClampedArray(bounds.width * bounds.height * 4).fill(128);
      return Promise.resolve({ ...bounds, data });
    };
    write = () => undefined;
    take = (frame: unknown) => frame;
  },
}));

const frames = Array.from({ length: 40 }, (_, i): Face => {
  const open = i === COVERED || i === TURNED ? 0 : i === FREE ? 0.02 : 0.1;
  const landmarks = faceAt(SIDE / 2, SIDE / 2, 80, open);
  if (i === TURNED) landmarks[3 * 263 + 2] = (landmarks[3 * 33 + 2] ?? 0) + 100;
  return { landmarks, score: 1 };
});
const covered = frames.map((_, i) => i === COVERED);
const track = { width: SIDE, height: SIDE, fps: 25, frames, cuts: [], covered };

it.each([
  { engine: wav2lip, size: 96, reference: [] },
  { engine: synctalk2d, size: 160, reference: [FREE] },
])('$engine.id leaves hands and turned heads alone', async ({ engine, size, reference }) => {
  network.size = size;
  const session = await engine.open({ model: null, backend: 'wasm', threads: 1 });
  const clips = [{ name: 'source', track, loops: true, shown: { first: 0, end: 40 } }];
  await session.prepare({ clips, width: SIDE, height: SIDE });
  const items = [0, COVERED, TURNED, FREE].map((clipFrame) => {
    const frame = { close: () => undefined } as VideoFrame;
    const features = new Float32Array(1);
    return { frame, clip: 'source', clipFrame, curves: new Float32Array(0), features, weight: 1 };
  });
  const outputs = await session.process(items);
  expect(outputs.map(({ lipsynced }) => lipsynced)).toEqual([true, false, false, true]);
  const wished = session.wishes?.().map(({ frame }) => frame);
  expect(wished).toEqual(reference);
});
