import { proxy, transfer } from 'comlink';
import { AudioSampleSink, BlobSource, Input, MP4, VideoSampleSink } from 'mediabunny';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EdlEvent } from '../../../src/core/clips/edl';
import { AppError, serialiseError } from '../../../src/workers/protocol/errors';
import type {
  LipsyncItem,
  LipsyncOutput,
  LipsyncRequest,
} from '../../../src/workers/protocol/lipsync';
import type {
  EncoderName,
  Segment,
  SegmentProgress,
  SegmentRequest,
} from '../../../src/workers/protocol/media';
import { startMediaWorker, type MediaWorker } from './media-worker';
import {
  brightness,
  burst,
  columnColours,
  drawnClip,
  drawNumber,
  numberedClip,
  readNumber,
  sound,
  tone,
  wav,
} from './synthetic';

let media: MediaWorker['media'];
let end: MediaWorker['end'];

function begin(): void {
  ({ media, end } = startMediaWorker());
}

function event(
  recordIn: number,
  recordOut: number,
  clip: string,
  sourceIn: number,
  sourceOut: number,
): EdlEvent {
  return { recordIn, recordOut, clip, sourceIn, sourceOut, kind: 'speech', lipsync: true };
}

function request(
  first: number,
  end: number,
  events: EdlEvent[],
  encoder: EncoderName,
): SegmentRequest {
  return {
    first,
    end,
    events,
    encoder,
    weights: new Float32Array(end - first),
    curves: new Float32Array(7 * (end - first)),
    curvesFirst: first,
    badge: false,
  };
}

/** Plays the lip-sync thread: draws a number in place of the mouth, or null to leave a frame. */
async function serveLipsync(
  answer: (item: LipsyncItem) => number | null,
): Promise<Omit<LipsyncItem, 'frame'>[]> {
  const { port1, port2 } = new MessageChannel();
  const seen: Omit<LipsyncItem, 'frame'>[] = [];
  port1.onmessage = ({ data: { id, items } }: MessageEvent<LipsyncRequest>) => {
    try {
      const outputs = items.map((item): LipsyncOutput => {
        const { frame, ...rest } = item;
        seen.push(rest);
        const number = answer(item);
        if (number === null) return { frame, lipsynced: false };
        const context = new OffscreenCanvas(frame.displayWidth, frame.displayHeight).getContext(
          '2d',
        );
        if (!context) throw new Error('no 2D canvas');
        drawNumber(context, number);
        frame.close();
        const drawn = new VideoFrame(context.canvas, { timestamp: frame.timestamp });
        return { frame: drawn, lipsynced: true };
      });
      port1.postMessage(
        { id, outputs },
        outputs.map(({ frame }) => frame),
      );
    } catch (error) {
      for (const { frame } of items) frame.close();
      port1.postMessage({ id, error: serialiseError(error) });
    }
  };
  await media.connectLipsync(transfer([port2], [port2]));
  return seen;
}

async function decodeAll(
  video: Blob,
): Promise<{ numbers: number[]; times: number[]; light: number[] }> {
  using input = new Input({ source: new BlobSource(video), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('no picture');
  const result = { numbers: [] as number[], times: [] as number[], light: [] as number[] };
  for await (const sample of new VideoSampleSink(track).samples()) {
    const frame = sample.toVideoFrame();
    result.numbers.push(readNumber(frame));
    result.light.push(brightness(frame));
    result.times.push(sample.timestamp);
    frame.close();
    sample.close();
  }
  return result;
}

async function coloursAt(video: Blob, columns: number, frame = 0): Promise<number[][]> {
  using input = new Input({ source: new BlobSource(video), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  const sample = track && (await new VideoSampleSink(track).getSample((frame + 0.5) / 25));
  if (!sample) throw new Error('no picture');
  const picture = sample.toVideoFrame();
  const colours = columnColours(picture, columns);
  picture.close();
  sample.close();
  return colours;
}

/** Time of the first loud sample, seconds. */
async function onset(video: Blob): Promise<number> {
  using input = new Input({ source: new BlobSource(video), formats: [MP4] });
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Error('no sound');
  for await (const sample of new AudioSampleSink(track).samples()) {
    const plane = new Float32Array(sample.numberOfFrames);
    sample.copyTo(plane, { planeIndex: 0, format: 'f32-planar' });
    const at = plane.findIndex((value) => Math.abs(value) > 0.3);
    const time = sample.timestamp + at / sample.sampleRate;
    sample.close();
    if (at >= 0) return time;
  }
  throw new Error('no burst');
}

describe.each(['webcodecs', 'ffmpeg'] as const)('rendering with %s', (encoder) => {
  // One thread for all, as the app has: ffmpeg takes seconds to start.
  beforeAll(begin);
  afterAll(() => end());

  it('plays clips as the edit list says, over segment borders, and joins them exactly', async () => {
    await media.registerClips([
      { name: 'a', blob: await numberedClip({ frames: 60, keyFrameInterval: 10 }) },
      { name: 'b', blob: await numberedClip({ frames: 40 }) },
    ]);
    const events = [
      event(0, 20, 'a', 30, 50),
      event(20, 60, 'b', 40, 0),
      event(60, 87, 'a', 3, 30),
    ];
    const seen: number[] = [];
    const segments: Segment[] = [];
    for (const [first, end] of [
      [0, 33],
      [33, 87],
    ] as const) {
      const progress = proxy(({ frame, preview }: SegmentProgress) => {
        preview?.close();
        seen.push(frame);
      });
      segments.push(await media.renderSegment(request(first, end, events, encoder), progress));
    }
    const audio = wav(sound(3.48, 44_100, 2, tone));
    const { video } = await media.muxResult({ segments, audio, totalFrames: 87, encoder });
    const decoded = await decodeAll(video);
    const range = (from: number, to: number) =>
      Array.from({ length: Math.abs(to - from) }, (_, i) => (from < to ? from + i : from - 1 - i));
    expect(decoded.numbers).toEqual([...range(30, 50), ...range(40, 0), ...range(3, 30)]);
    decoded.times.forEach((time, i) => expect(time).toBeCloseTo(i / 25, 5));
    expect(seen).toEqual(range(0, 87));
    const probe = await media.verifyResult(video, {
      frames: 87,
      width: 128,
      height: 96,
      audioDuration: 3.48,
    });
    expect(probe).toMatchObject({
      videoCodec: 'avc',
      audioCodec: 'aac',
      fps: 25,
      fastStart: true,
      aiGenerated: true,
    });
    expect(probe.audioDuration).toBeCloseTo(3.48, 3);
    await expect(
      media.verifyResult(video, { frames: 88, width: 128, height: 96, audioDuration: 3.48 }),
    ).rejects.toThrow(/87 frames instead of 88/);
  });

  it('keeps the colours of the clip', async () => {
    const colours = ['#c02020', '#20a040', '#2040c0', '#d8a080', '#808080', '#f0f0f0'];
    const blob = await drawnClip({ frames: 3, width: 192 }, (context) => {
      colours.forEach((colour, i) => {
        context.fillStyle = colour;
        context.fillRect(32 * i, 0, 32, 96);
      });
    });
    await media.registerClips([{ name: 'bars', blob }]);
    const events = [event(0, 3, 'bars', 0, 3)];
    const { blob: rendered } = await media.renderSegment(request(0, 3, events, encoder));
    const before = await coloursAt(blob, colours.length);
    const after = await coloursAt(rendered, colours.length);
    before.flat().forEach((value, i) => {
      expect(Math.abs(value - (after.flat()[i] ?? NaN))).toBeLessThanOrEqual(6);
    });
  });

  it.each([
    [10, 0.75],
    [11, 0.5],
    [12, 0.25],
    [13, 0],
  ])('mixes the pictures of a cut: at frame %i %f of the clip before', async (first, share) => {
    const colours = { a: ['#c02020', '#20a040', '#f0f0f0'], b: ['#2040c0', '#d8a080', '#101010'] };
    const bars = (names: string[]): Promise<Blob> =>
      drawnClip({ frames: 30, width: 96 }, (context, frame) => {
        // No two neighbouring pictures are alike.
        names.forEach((colour, i) => {
          context.fillStyle = colour;
          context.fillRect(32 * ((i + frame) % 3), 0, 32, 96);
        });
      });
    const [a, b] = [await bars(colours.a), await bars(colours.b)];
    await media.registerClips([{ name: 'a', blob: a }, { name: 'b', blob: b }]); // prettier-ignore
    const events = [event(0, 10, 'a', 0, 10), { ...event(10, 20, 'b', 5, 15), blend: 3 }];
    const plan = { ...request(first, first + 3, events, encoder), blendedCuts: [10] };
    const { blob } = await media.renderSegment(plan);
    const [before, after, shown] = [
      (await coloursAt(a, 3, first)).flat(),
      (await coloursAt(b, 3, first - 5)).flat(),
      (await coloursAt(blob, 3)).flat(),
    ];
    const wanted = after.map((value, i) => value + share * ((before[i] ?? NaN) - value));
    shown.forEach((value, i) => {
      expect(Math.abs(value - (wanted[i] ?? NaN))).toBeLessThanOrEqual(6);
    });
  });

  it.each([
    [8000, 1],
    [44_100, 2],
    [48_000, 6],
    [96_000, 1],
  ])('keeps sound of %i Hz, %i channels within 20 ms of the picture', async (rate, channels) => {
    // The picture flashes at frame 30.
    const blob = await drawnClip({ frames: 2 }, (context, frame) => {
      context.fillStyle = frame === 0 ? 'black' : 'white';
      context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    });
    await media.registerClips([{ name: 'flash', blob }]);
    const events = [
      event(0, 30, 'flash', 0, 1),
      ...Array.from({ length: 30 }, (_, i) => event(i, i + 1, 'flash', 0, 1)).slice(1),
      event(30, 31, 'flash', 1, 2),
      ...Array.from({ length: 19 }, (_, i) => event(31 + i, 32 + i, 'flash', 0, 1)),
    ].map((each, i) => (i === 0 ? { ...each, recordOut: 1 } : each));
    const segment = await media.renderSegment(request(0, 50, events, encoder));
    const audio = wav(sound(2, rate, channels, burst(1.2)));
    const { video } = await media.muxResult({
      segments: [segment],
      audio,
      totalFrames: 50,
      encoder,
    });
    const { light, times } = await decodeAll(video);
    const flash = times[light.findIndex((value) => value > 127)] ?? NaN;
    expect(flash).toBeCloseTo(1.2, 5);
    expect(Math.abs((await onset(video)) - flash)).toBeLessThan(0.02);
  });
});

describe('rendering', () => {
  beforeEach(begin);
  afterEach(() => end());

  it('stops on a cancel and can go on afterwards', async () => {
    await media.registerClips([{ name: 'a', blob: await numberedClip({ frames: 100 }) }]);
    const events = [event(0, 100, 'a', 0, 100)];
    const controller = new AbortController();
    const progress = proxy(({ frame, preview }: SegmentProgress) => {
      preview?.close();
      if (frame === 5) controller.abort();
    });
    await expect(
      media.renderSegment(request(0, 100, events, 'webcodecs'), progress, controller.signal),
    ).rejects.toMatchObject({ name: 'AbortError' });
    const segment = await media.renderSegment(request(0, 10, events, 'webcodecs'));
    expect(segment.frames).toBe(10);
  });

  it('sends frames that speak to the lip-sync thread, with their curves, and shows its answers', async () => {
    await media.registerClips([
      { name: 'a', blob: await numberedClip({ frames: 60 }) },
      { name: 'b', blob: await numberedClip({ frames: 60 }) },
    ]);
    const items = await serveLipsync((item) => item.clipFrame + 100);
    const events = [event(0, 10, 'a', 0, 10), { ...event(10, 20, 'b', 40, 30), blend: 3 }];
    const weights = Float32Array.from({ length: 20 }, (_, i) => (i < 6 ? 0 : 0.5));
    const curves = Float32Array.from({ length: 7 * 24 }, (_, i) => Math.floor(i / 7));
    const plan = { ...request(0, 20, events, 'webcodecs'), weights, curves, blendedCuts: [10] };
    const segment = await media.renderSegment(plan);
    expect(segment).toMatchObject({ frames: 20, lipsyncedFrames: 14, framesWithoutFace: 0 });
    // Frames 6 to 19, and on 10, 11, 12 what the clip before would have shown.
    const pictures = items.map(({ clip, clipFrame }) => `${clip}${clipFrame}`);
    expect(pictures.slice(0, 5)).toEqual(['a6', 'a7', 'a8', 'a9', 'b39']);
    expect(pictures.filter((each) => each.startsWith('a'))).toEqual([
      'a6',
      'a7',
      'a8',
      'a9',
      'a10',
      'a11',
      'a12',
    ]);
    expect(items).toHaveLength(17);
    expect(items[0]?.weight).toBe(0.5);
    const window = [...(items[0]?.curves ?? [])];
    expect(window.filter((_, i) => i % 7 === 0)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const { numbers } = await decodeAll(segment.blob);
    expect(numbers.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 106, 107, 108, 109]);
    expect(numbers.slice(14)).toEqual([135, 134, 133, 132, 131, 130]);
  });

  it('reports frames without a face and passes on what the lip-sync thread fails with', async () => {
    await media.registerClips([{ name: 'a', blob: await numberedClip({ frames: 30 }) }]);
    const plan = {
      ...request(0, 8, [event(0, 8, 'a', 0, 8)], 'webcodecs'),
      weights: new Float32Array(8).fill(1),
    };
    await serveLipsync(() => null);
    expect(await media.renderSegment(plan)).toMatchObject({
      lipsyncedFrames: 0,
      framesWithoutFace: 8,
    });
    await serveLipsync(() => {
      throw new AppError('gpu-lost', 'gone', { hint: 'again' });
    });
    const failure = media.renderSegment({ ...plan, weights: new Float32Array(8).fill(1) });
    await expect(failure).rejects.toMatchObject({ code: 'gpu-lost', hint: 'again' });
  });

  it('joins segments of different encoders', async () => {
    await media.registerClips([{ name: 'a', blob: await numberedClip({ frames: 40 }) }]);
    const events = [event(0, 40, 'a', 0, 40)];
    const segments = [
      await media.renderSegment(request(0, 20, events, 'webcodecs')),
      await media.renderSegment(request(20, 40, events, 'ffmpeg')),
    ];
    const audio = wav(sound(1.6, 16_000, 1, tone));
    const { video } = await media.muxResult({
      segments,
      audio,
      totalFrames: 40,
      encoder: 'webcodecs',
    });
    expect((await decodeAll(video)).numbers).toEqual([...Array(40).keys()]);
  });

  it('draws the badge in the bottom right corner only when asked', async () => {
    await media.registerClips([
      { name: 'black', blob: await numberedClip({ frames: 1, width: 512, height: 512 }) },
    ]);
    const events = [event(0, 1, 'black', 0, 1)];
    const corner = async (badge: boolean): Promise<number> => {
      const { blob } = await media.renderSegment({ ...request(0, 1, events, 'webcodecs'), badge });
      const input = new Input({ source: new BlobSource(blob), formats: [MP4] });
      const track = await input.getPrimaryVideoTrack();
      const sample = track && (await new VideoSampleSink(track).getSample(0));
      if (!sample) throw new Error('no picture');
      const context = new OffscreenCanvas(512, 512).getContext('2d');
      sample.draw(context as OffscreenCanvasRenderingContext2D, 0, 0);
      sample.close();
      const { data } = (context as OffscreenCanvasRenderingContext2D).getImageData(
        380,
        470,
        120,
        40,
      );
      return Math.max(...data.filter((_, i) => i % 4 === 0));
    };
    expect(await corner(true)).toBeGreaterThan(150);
    expect(await corner(false)).toBeLessThan(40);
  });

  it('names the clip that cannot be read', async () => {
    const clips = [{ name: 'broken.mp4', blob: new Blob(['no video at all']) }];
    const error = await media.registerClips(clips).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'bad-clip', stage: 'clips' });
    expect((error as AppError).message).toContain('broken.mp4');
  });
});
