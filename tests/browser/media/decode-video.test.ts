import { transfer } from 'comlink';
import { describe, expect, it, vi } from 'vitest';
import type { FrameReader } from '../../../src/engines/decode/frame-reader';
import { openRawFrames, transcodeVideo } from '../../../src/engines/decode/frame-reader-ffmpeg';
import { openFrames } from '../../../src/engines/decode/open-frames';
import { receiveFrames } from '../../../src/workers/frame-port';
import { convert } from './converted';
import { startMediaWorker } from './media-worker';
import { numberedClip, readNumber } from './synthetic';

async function numbers(reader: FrameReader, from: number, to: number): Promise<number[]> {
  const read: number[] = [];
  for await (const frame of reader.frames(from, to)) {
    read.push(readNumber(frame));
    frame.close();
  }
  return read;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.abs(to - from) }, (_, i) => (from < to ? from + i : from - 1 - i));

describe('reading frames', () => {
  it.each([
    ['H.264 in MP4', 'avc', 100],
    ['VP9 in MKV', 'vp9', 100],
  ] as const)('gives frames of %s by number, both ways', async (_name, codec, keyFrameInterval) => {
    const reader = await openFrames(await numberedClip({ frames: 90, codec, keyFrameInterval }));
    expect(reader.info).toMatchObject({ frames: 90, width: 128, height: 96, decoder: 'webcodecs' });
    expect(await numbers(reader, 0, 90)).toEqual(range(0, 90));
    expect(await numbers(reader, 90, 0)).toEqual(range(90, 0));
    expect(await numbers(reader, 41, 44)).toEqual([41, 42, 43]);
    expect(await numbers(reader, 5, 5)).toEqual([]);
    expect(() => reader.frames(0, 91)).toThrow(RangeError);
    await reader.close();
  });

  it('stamps frames with their number in 25ths of a second', async () => {
    const reader = await openFrames(await numberedClip({ frames: 30 }));
    const stamps: number[] = [];
    for await (const frame of reader.frames(20, 17)) {
      stamps.push(frame.timestamp);
      frame.close();
    }
    expect(stamps).toEqual([760_000, 720_000, 680_000]);
    await reader.close();
  });

  it.each([
    [50, 100, range(0, 50).map((i) => 2 * i)],
    [12.5, 20, range(0, 40).map((i) => Math.floor(i / 2))],
    [30, 60, range(0, 50).map((i) => Math.floor(((i + 0.3) * 30) / 25))],
  ])('shows %f fps at 25 fps by time', async (fps, frames, expected) => {
    const reader = await openFrames(await numberedClip({ frames, fps }));
    expect(reader.info.frames).toBe(expected.length);
    expect(reader.info.sourceFps).toBeCloseTo(fps, 1);
    expect(await numbers(reader, 0, expected.length)).toEqual(expected);
    expect(await numbers(reader, expected.length, 0)).toEqual(expected.toReversed());
    await reader.close();
  });

  it('turns a video upright that was filmed sideways', async () => {
    const reader = await openFrames(await numberedClip({ frames: 3, rotation: 90 }));
    expect(reader.info).toMatchObject({ width: 96, height: 128 });
    for await (const frame of reader.frames(0, 3)) {
      expect([frame.displayWidth, frame.displayHeight]).toEqual([96, 128]);
      frame.close();
    }
    await reader.close();
  });

  it('reads AVI with ffmpeg, through H.264 and as raw pictures', async () => {
    const clip = await numberedClip({ frames: 40 });
    const avi = await convert(clip, 'avi', '-c:v', 'mpeg4', '-q:v', '2');
    const video = await transcodeVideo(avi, 'raw');
    if (!video) throw new Error('ffmpeg found no picture');
    for (const reader of [await openFrames(avi), await openRawFrames(video)]) {
      expect(reader.info).toMatchObject({ frames: 40, codec: 'mpeg4', decoder: 'ffmpeg' });
      expect(await numbers(reader, 0, 40)).toEqual(range(0, 40));
      expect(await numbers(reader, 31, 12)).toEqual(range(31, 12));
      await reader.close();
    }
  });

  it('reads with ffmpeg where the browser has no decoder', async () => {
    const clip = await numberedClip({ frames: 30, fps: 30 });
    vi.stubGlobal('VideoDecoder', undefined);
    try {
      const reader = await openFrames(clip);
      expect(reader.info).toMatchObject({ frames: 25, codec: 'h264', decoder: 'ffmpeg' });
      const seen = await numbers(reader, 0, 25);
      expect(seen[0]).toBe(0);
      expect(seen.at(-1)).toBeGreaterThanOrEqual(28);
      await reader.close();
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('refuses what is no video', async () => {
    const refused = (media: Blob) => expect(openFrames(media)).rejects;
    await refused(new Blob([])).toMatchObject({ code: 'corrupt-media' });
    await refused(new Blob(['a letter'])).toMatchObject({ code: 'unsupported-media' });
    const clip = await numberedClip({ frames: 20 });
    await refused(clip.slice(0, 300)).toMatchObject({ code: 'corrupt-media' });
  });

  it('sends every second frame to another thread on request', async () => {
    const { media, end } = startMediaWorker();
    const { port1, port2 } = new MessageChannel();
    const clip = await numberedClip({ frames: 21 });
    const sending = media.streamFrames(clip, transfer([{ port: port2, step: 2 }], [port2]));
    const seen: [number, number][] = [];
    for await (const { frame, index, total } of receiveFrames(port1)) {
      expect(total).toBe(11);
      seen.push([index, readNumber(frame)]);
    }
    await sending;
    expect(seen).toEqual(range(0, 11).map((i) => [i, 2 * i]));
    end();
  });
});
