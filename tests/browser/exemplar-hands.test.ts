import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FaceTrack } from '../../src/core/faces/face-track';
import { readTrackFile } from '../../src/core/faces/track-file';
import { CURVES } from '../../src/core/lipsync/curve-window';
import type { PictureWish } from '../../src/workers/protocol/lipsync';
import { lipsyncThread, wholeFrame } from './lipsync-thread';
import { startMediaWorker } from './media/media-worker';

/** The mouth never opens in it, and so is drawn. */
const CLIP = 'silence.mp4';
const SIZE = 720;
const LIP_CORNER = 61;
const SPOKEN = 20;

const { api: lipsync, connect, speak } = lipsyncThread();
const { media, end } = startMediaWorker();
afterAll(end);

let track: FaceTrack;

const asset = (name: string): Promise<Response> => fetch(`/core_clips/adam/${name}`);

beforeAll(async () => {
  const file = await asset(CLIP.replace('.mp4', '.track'));
  track = readTrackFile(new Uint8Array(await file.arrayBuffer()));
  await media.registerClips([{ name: CLIP, blob: await (await asset(CLIP)).blob() }]);
  await lipsync.load({ engine: 'exemplar', modelUrl: null, backend: 'wasm', threads: 1 });
  await connect();
}, 120_000);

async function prepared(still: boolean): Promise<PictureWish[]> {
  const clips = [{ name: CLIP, track, loops: true, ...(still && { still }) }];
  const wishes = await lipsync.prepare({ clips, width: SIZE, height: SIZE });
  await lipsync.takePictures(await media.cutPictures(wishes));
  return wishes;
}

/** Whether a mouth is drawn on the frame, with something green across a corner of the lips or without. */
async function speaks(hand: boolean): Promise<boolean> {
  const kind = { kind: 'speech' as const, lipsync: true };
  const event = { recordIn: 0, recordOut: 1, clip: CLIP, sourceIn: SPOKEN, sourceOut: SPOKEN + 1 };
  const plan = await lipsync.plan({
    events: [{ ...event, ...kind }],
    totalFrames: 1,
    curves: Float32Array.from(CURVES, (name) => (name === 'open' ? 0.6 : 0)),
    weights: new Float32Array(1).fill(1),
    openness: 1,
  });
  if (plan === null) throw new Error('The exemplar engine plans.');
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  const context = canvas.getContext('2d', { alpha: false });
  const lips = track.frames[SPOKEN]?.landmarks;
  if (!context || !lips) throw new Error('There is a canvas and a face.');
  context.putImageData(await wholeFrame(media, CLIP, SPOKEN, SIZE), 0, 0);
  context.fillStyle = 'rgb(30, 200, 40)';
  if (hand) context.fillRect((lips[3 * LIP_CORNER] ?? 0) - 40, (lips[3 * LIP_CORNER + 1] ?? 0) - 40, 80, 80); // prettier-ignore
  const frame = new VideoFrame(canvas, { timestamp: 0, alpha: 'discard' });
  const item = { frame, clip: CLIP, clipFrame: SPOKEN, curves: new Float32Array(0), weight: 1 };
  const [drawn] = await speak([{ ...item, plan }]);
  drawn?.frame.close();
  return drawn?.lipsynced === true;
}

it('leaves a hand before a drawn mouth alone', async () => {
  expect((await prepared(false)).length).toBeGreaterThan(10);
  expect(await speaks(false)).toBe(true);
  expect(await speaks(true)).toBe(false);
});

it('has nothing to compare a single picture with', async () => {
  expect(await prepared(true)).toHaveLength(1);
  expect(await speaks(true)).toBe(true);
});
