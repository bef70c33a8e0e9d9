import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faceRegion } from '../../src/core/exemplar/face-picture';
import type { FaceTrack } from '../../src/core/faces/face-track';
import { readTrackFile } from '../../src/core/faces/track-file';
import { CURVES } from '../../src/core/lipsync/curve-window';
import type { LipsyncItem, PictureWish } from '../../src/workers/protocol/lipsync';
import { isSame, lipsyncThread, wholeFrame } from './lipsync-thread';
import { startMediaWorker } from './media/media-worker';

const CLIP = '02,24s talk.mp4';
const SIZE = 720;
const FRAMES = 40;

const { api: lipsync, connect, speak } = lipsyncThread();
const { media, end } = startMediaWorker();
afterAll(end);

let track: FaceTrack;
let wishes: PictureWish[];
/** Shut for the first half, wide open for the second. */
let plan: Float32Array;
let row: number;

const asset = (name: string): Promise<Response> => fetch(`/core_clips/adam/${name}`);

function curves(): Float32Array {
  const open = { open: 0.6, part: 0.5 } as Partial<Record<string, number>>;
  const shut = { press: 0.85 } as Partial<Record<string, number>>;
  return Float32Array.from(
    Array.from({ length: FRAMES }, (_, i) => (i < FRAMES / 2 ? shut : open)).flatMap((mouth) =>
      CURVES.map((name) => mouth[name] ?? 0),
    ),
  );
}

beforeAll(async () => {
  const blob = await (await asset(CLIP)).blob();
  const file = await asset(CLIP.replace('.mp4', '.track'));
  track = readTrackFile(new Uint8Array(await file.arrayBuffer()));
  await media.registerClips([{ name: CLIP, blob }]);
  await lipsync.load({ engine: 'exemplar', modelUrl: null, backend: 'wasm', threads: 1 });
  const clips = [{ name: CLIP, track, loops: true }];
  wishes = await lipsync.prepare({ clips, width: SIZE, height: SIZE });
  await lipsync.takePictures(await media.cutPictures(wishes));
  const event = {
    recordIn: 0,
    recordOut: FRAMES,
    clip: CLIP,
    sourceIn: 0,
    sourceOut: FRAMES,
    kind: 'speech' as const,
    lipsync: true,
  };
  const weights = new Float32Array(FRAMES).fill(1);
  const request = { events: [event], totalFrames: FRAMES, curves: curves(), weights, openness: 1 };
  const planned = await lipsync.plan(request);
  if (planned === null) throw new Error('The exemplar engine plans.');
  plan = planned;
  row = plan.length / FRAMES;
  await connect();
}, 120_000);

function canvasContext(): OffscreenCanvasRenderingContext2D {
  const options = { willReadFrequently: true, alpha: false };
  const context = new OffscreenCanvas(SIZE, SIZE).getContext('2d', options);
  if (!context) throw new Error('no canvas');
  return context;
}

/** The clip's frame with the mouth of an output frame. */
async function spoken(source: number, output: number, change: Partial<LipsyncItem> = {}) {
  const context = canvasContext();
  context.putImageData(await wholeFrame(media, CLIP, source, SIZE), 0, 0);
  const frame = new VideoFrame(context.canvas, { timestamp: 80_000, alpha: 'discard' });
  const spokenRow = plan.slice(output * row, (output + 1) * row);
  const base = { frame, clip: CLIP, clipFrame: source, curves: new Float32Array(0), weight: 1 };
  const [drawn] = await speak([{ ...base, plan: spokenRow, ...change }]);
  if (!drawn) throw new Error('One frame in, one out.');
  const result = canvasContext();
  result.drawImage(drawn.frame, 0, 0);
  const { timestamp } = drawn.frame;
  drawn.frame.close();
  const { data } = result.getImageData(0, 0, SIZE, SIZE);
  return { data, lipsynced: drawn.lipsynced, timestamp };
}

/** Mean difference of two pictures between the lips, and the largest outside of what may be drawn on. */
function compare(one: Uint8ClampedArray, other: Uint8ClampedArray, frame: number) {
  const landmarks = track.frames[frame]?.landmarks;
  const region = landmarks && faceRegion(landmarks, SIZE, SIZE);
  if (!landmarks || !region) throw new Error('The clip shows a face.');
  const at = (point: number, axis: number): number => landmarks[point * 3 + axis] ?? 0;
  let [mouth, count, outside] = [0, 0, 0];
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const p = (y * SIZE + x) * 4;
      const difference = Math.abs((one[p] ?? 0) - (other[p] ?? 0));
      const within =
        x >= region.x &&
        x < region.x + region.width &&
        y >= region.y &&
        y < region.y + region.height;
      if (!within) outside = Math.max(outside, difference);
      if (x > at(61, 0) && x < at(291, 0) && y > at(0, 1) && y < at(17, 1)) {
        mouth += difference;
        count += 1;
      }
    }
  }
  return { mouth: mouth / count, outside };
}

describe('the exemplar engine, on a clip of the avatar', () => {
  it('wishes for different pictures inside the frame', () => {
    expect(wishes.length).toBeGreaterThan(20);
    expect(new Set(wishes.map(({ frame }) => frame)).size).toBe(wishes.length);
    for (const { x, y, width, height } of wishes) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(SIZE);
    }
  });

  it('plans a row a frame, from shut to wide open', () => {
    expect(plan.length % FRAMES).toBe(0);
    expect(plan[0]).toBeLessThan(0.02);
    expect(plan[(FRAMES - 5) * row]).toBeGreaterThan(0.1);
  });

  it('shuts and opens the mouth, and touches nothing outside of the face', async () => {
    const shut = await spoken(20, 8);
    const open = await spoken(20, FRAMES - 5);
    expect([shut.lipsynced, open.lipsynced]).toEqual([true, true]);
    expect(shut.timestamp).toBe(80_000);
    expect(compare(shut.data, open.data, 20).mouth).toBeGreaterThan(10);
    // All three went the same way through canvases, which may round colours.
    const passed = await spoken(20, 8, { weight: 0 });
    expect(passed.lipsynced).toBe(false);
    expect(compare(shut.data, passed.data, 20).outside).toBe(0);
    expect(compare(open.data, passed.data, 20).outside).toBe(0);
  });

  it('draws the same row the same way again', async () => {
    const [one, other] = [await spoken(12, 30), await spoken(12, 30)];
    expect(isSame(one.data, other.data)).toBe(true);
  });

  it('leaves frames alone that have no weight, no plan or no face', async () => {
    const without: LipsyncItem = {
      frame: new VideoFrame(canvasContext().canvas, { timestamp: 0 }),
      clip: CLIP,
      clipFrame: 3,
      curves: new Float32Array(0),
      weight: 1,
    };
    const [plain] = await speak([without]);
    plain?.frame.close();
    expect(plain?.lipsynced).toBe(false);
    expect((await spoken(20, 30, { clip: 'other.mp4' })).lipsynced).toBe(false);
  });

  // The last one, since it takes in other clips.
  it('keeps what it learned of the same clips, and of no others', async () => {
    const clip = { name: CLIP, track, loops: true, content: 'a' };
    const prepare = (clips: (typeof clip)[]) =>
      lipsync.prepare({ clips, width: SIZE, height: SIZE });
    const before = await spoken(12, 30);
    expect(await prepare([clip])).toEqual(wishes);
    // Without its pictures nothing is complete yet.
    expect(await prepare([clip])).toEqual(wishes);
    await lipsync.takePictures(await media.cutPictures(wishes));
    expect(await prepare([clip])).toEqual([]);
    expect(isSame((await spoken(12, 30)).data, before.data)).toBe(true);

    const others = [
      { ...clip, content: 'b' },
      { ...clip, track: { ...track, frames: [...track.frames.slice(1), null] } },
      { name: CLIP, track, loops: true },
    ];
    for (const other of others) {
      expect((await prepare([other as typeof clip])).length).toBeGreaterThan(0);
      await prepare([clip]);
      await lipsync.takePictures(await media.cutPictures(wishes));
    }
  });
});
