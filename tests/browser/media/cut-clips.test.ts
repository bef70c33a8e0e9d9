import { proxy } from 'comlink';
import { afterAll, describe, expect, it } from 'vitest';
import { openFrames } from '../../../src/engines/decode/open-frames';
import { startMediaWorker } from './media-worker';
import { drawnClip, numberedClip, readNumber } from './synthetic';

const { media, end } = startMediaWorker();
afterAll(end);

async function numbers(video: Blob): Promise<number[]> {
  const reader = await openFrames(video);
  const read: number[] = [];
  for await (const frame of reader.frames(0, reader.info.frames)) {
    read.push(readNumber(frame));
    frame.close();
  }
  await reader.close();
  return read;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('cutting clips', () => {
  it('gives each stretch as a video of its own, at 25 fps and the wanted size', async () => {
    const video = await numberedClip({ frames: 120, fps: 50 });
    const done: number[] = [];
    const cuts = [
      { from: 5, to: 30 },
      { from: 40, to: 60 },
    ];
    const size = { width: 64, height: 48 };
    const clips = await media.cutClips(
      { video, cuts, size, encoder: 'webcodecs' },
      proxy((frames: number) => done.push(frames)),
    );
    expect(await Promise.all(clips.map(numbers))).toEqual([
      range(5, 30).map((k) => 2 * k),
      range(40, 60).map((k) => 2 * k),
    ]);
    const [first] = clips;
    expect(first && (await media.probeVideo(first))).toMatchObject({ ...size, frames: 25, sourceFps: 25 }); // prettier-ignore
    expect(done.at(-1)).toBe(45);
  });

  it('tells where a video ends before its time', async () => {
    const video = await numberedClip({ frames: 60 });
    const whole = { from: 0, to: 60 };
    const [clip] = await media.cutClips({ video, cuts: [whole], encoder: 'webcodecs' });
    if (!clip) throw new Error('no clip');
    // Its index comes first, so that a cut-off file still lists all frames.
    const broken = clip.slice(0, clip.size * 0.6);
    expect((await media.probeVideo(broken)).frames).toBe(60);
    await expect(media.pictureOf(broken, 59, 16)).rejects.toMatchObject({ code: 'corrupt-media' });
    expect((await media.pictureOf(broken, 0, 16)).type).toBe('image/jpeg');
    const again = media.cutClips({ video: broken, cuts: [whole], encoder: 'webcodecs' });
    await expect(again).rejects.toMatchObject({ code: 'corrupt-media' });
  });
});

describe('small pictures of frames', () => {
  it('average each part of the picture, in brightness and colour', async () => {
    const video = await drawnClip({ frames: 12, width: 160, height: 120 }, (context, frame) => {
      context.fillStyle = frame < 6 ? 'black' : 'white';
      context.fillRect(0, 0, 80, 120);
      context.fillStyle = 'red';
      context.fillRect(80, 0, 80, 120);
    });
    const { frames, pixels } = await media.frameThumbnails(video, { side: 2, most: 10 });
    expect(frames).toBe(10);
    expect(pixels).toHaveLength(10 * 2 * 2 * 3);
    const cell = (frame: number, index: number) => pixels.subarray((frame * 4 + index) * 3, (frame * 4 + index + 1) * 3); // prettier-ignore
    expect(cell(3, 0)[0]).toBeLessThan(40);
    expect(cell(8, 0)[0]).toBeGreaterThan(215);
    expect(Math.abs((cell(8, 2)[1] ?? 0) - 128)).toBeLessThan(8);
    expect(cell(8, 1)[2]).toBeGreaterThan(190);
    expect(cell(8, 3)).toEqual(cell(8, 1));
  });
});
