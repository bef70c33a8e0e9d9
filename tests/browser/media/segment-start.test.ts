import {
  BlobSource,
  EncodedPacketSink,
  Input,
  MP4,
  VideoSampleSink,
  type VideoSample,
} from 'mediabunny';
import { expect, it } from 'vitest';
import { withoutLeadIn } from '../../../src/engines/encode/lead-in';
import { webcodecsEncoder } from '../../../src/engines/encode/webcodecs-encoder';

/** An avatar's, whose skin has grain. */
const CLIP = '/core_clips/adam/01,68s talk.mp4';
const FRAMES = 30;
/** Frames after which an encoder has found its way. */
const SETTLED = 10;

async function* samplesOf(video: Blob): AsyncGenerator<VideoSample> {
  using input = new Input({ source: new BlobSource(video), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  if (track) yield* new VideoSampleSink(track).samples();
}

async function pixelsOf(sample: VideoSample): Promise<Uint8ClampedArray> {
  const pixels = new Uint8ClampedArray(sample.allocationSize({ format: 'RGBX' }));
  await sample.copyTo(pixels, { format: 'RGBX' });
  return pixels;
}

it('the first frames of a segment are as sharp as the others', async () => {
  const clip = await (await fetch(CLIP)).blob();
  const real: Uint8ClampedArray[] = [];
  let size = { width: 0, height: 0 };
  async function* frames(): AsyncGenerator<VideoFrame> {
    for await (const sample of samplesOf(clip)) {
      real.push(await pixelsOf(sample));
      const frame = sample.toVideoFrame();
      sample.close();
      yield frame;
      if (real.length === FRAMES) return;
    }
  }
  for await (const sample of samplesOf(clip)) {
    size = { width: sample.displayWidth, height: sample.displayHeight };
    sample.close();
    break;
  }
  const { blob, frames: count } = await webcodecsEncoder.encodeSegment(frames(), size);
  expect(count).toBe(FRAMES);
  const times: number[] = [];
  const errors: number[] = [];
  for await (const sample of samplesOf(blob)) {
    times.push(sample.timestamp);
    const pixels = await pixelsOf(sample);
    const original = real[errors.length] ?? new Uint8ClampedArray();
    let sum = 0;
    for (let i = 1; i < pixels.length; i += 4) sum += ((pixels[i] ?? 0) - (original[i] ?? 0)) ** 2;
    errors.push(sum / (pixels.length / 4));
    sample.close();
  }
  expect(times).toEqual(Array.from({ length: FRAMES }, (_, i) => i / 25));
  const decibels = (from: number, to: number) =>
    10 * Math.log10(255 ** 2 / (errors.slice(from, to).reduce((a, b) => a + b) / (to - from)));
  expect(decibels(0, 4)).toBeGreaterThan(decibels(SETTLED, FRAMES) - 1.5);
});

it('a segment has a key frame every two seconds, from its own first frame on', async () => {
  const canvas = new OffscreenCanvas(64, 64);
  canvas.getContext('2d');
  async function* frames(): AsyncGenerator<VideoFrame> {
    for (let i = 0; i < 253; i++)
      yield await Promise.resolve(new VideoFrame(canvas, { timestamp: 0 }));
  }
  const { blob } = await webcodecsEncoder.encodeSegment(frames(), { width: 64, height: 64 });
  using input = new Input({ source: new BlobSource(blob), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('no picture');
  const keys: number[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) {
    if (packet.type === 'key') keys.push(Math.round(packet.timestamp * 25));
  }
  expect(keys).toEqual([0, 50, 100, 150, 200, 250]);
});

it('an encoder that makes no key frame after the lead-in is told as one that cannot be used', async () => {
  const clip = await (await fetch(CLIP)).arrayBuffer();
  await expect(withoutLeadIn(clip)).rejects.toMatchObject({ code: 'internal', stage: 'encoder' });
  await expect(withoutLeadIn(clip)).rejects.toThrow('It made no key frame');
});
