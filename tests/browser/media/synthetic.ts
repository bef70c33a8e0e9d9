/** Media made in the test itself: sounds and pictures whose content says what time it is. */
import {
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  MkvOutputFormat,
  Mp4OutputFormat,
  Output,
  Quality,
  VideoSample,
  VideoSampleSource,
  type AudioCodec,
  type OutputFormat,
  type VideoCodec,
} from 'mediabunny';

export interface Sound {
  sampleRate: number;
  channels: Float32Array[];
}

export function sound(
  seconds: number,
  sampleRate: number,
  channels: number,
  value: (time: number, channel: number) => number,
): Sound {
  const length = Math.round(seconds * sampleRate);
  return {
    sampleRate,
    channels: Array.from({ length: channels }, (_, channel) =>
      Float32Array.from({ length }, (_, i) => value(i / sampleRate, channel)),
    ),
  };
}

/** A 440 Hz tone. */
export const tone = (time: number): number => 0.5 * Math.sin(2 * Math.PI * 440 * time);

/** A short 2 kHz burst that starts at `at` seconds; silence before and after. */
export function burst(at: number): (time: number) => number {
  return (time) =>
    time >= at && time < at + 0.02 ? 0.8 * Math.sin(2 * Math.PI * 2000 * (time - at)) : 0;
}

/** 16-bit PCM in a RIFF file. */
export function wav({ sampleRate, channels }: Sound): Blob {
  const frames = channels[0]?.length ?? 0;
  const bytes = frames * channels.length * 2;
  const view = new DataView(new ArrayBuffer(44 + bytes));
  const text = (at: number, value: string): void =>
    [...value].forEach((character, i) => view.setUint8(at + i, character.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + bytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels.length * 2, true);
  view.setUint16(32, channels.length * 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, bytes, true);
  for (let i = 0; i < frames; i += 1) {
    channels.forEach((channel, c) =>
      view.setInt16(44 + (i * channels.length + c) * 2, (channel[i] ?? 0) * 32767, true),
    );
  }
  return new Blob([view.buffer], { type: 'audio/wav' });
}

/** Encodes a sound with the browser's encoder into any container. */
export async function encodeSound(
  { sampleRate, channels }: Sound,
  codec: AudioCodec,
  format: OutputFormat,
): Promise<Blob> {
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new AudioSampleSource({ codec, quality: new Quality({ bitrate: 96_000 }) });
  output.addAudioTrack(source);
  await output.start();
  const data = new Float32Array(channels.flatMap((channel) => [...channel]));
  using sample = new AudioSample({
    data,
    format: 'f32-planar',
    numberOfChannels: channels.length,
    sampleRate,
    timestamp: 0,
  });
  await source.add(sample);
  await output.finalize();
  return new Blob([target.buffer ?? new ArrayBuffer(0)]);
}

/** Bits of the frame number that a clip's pictures show. */
const BITS = 8;

export interface ClipOptions {
  frames: number;
  fps?: number;
  width?: number;
  height?: number;
  codec?: VideoCodec;
  /** Seconds. */
  keyFrameInterval?: number;
  rotation?: 0 | 90;
}

/** A clip whose pictures carry their number as eight black or white stripes. */
export function numberedClip(options: ClipOptions): Promise<Blob> {
  return drawnClip(options, drawNumber);
}

export async function drawnClip(
  {
    frames,
    fps = 25,
    width = 128,
    height = 96,
    codec = 'avc',
    keyFrameInterval = 1,
    rotation = 0,
  }: ClipOptions,
  draw: (context: OffscreenCanvasRenderingContext2D, frame: number) => void,
): Promise<Blob> {
  const target = new BufferTarget();
  const format = codec === 'avc' ? new Mp4OutputFormat() : new MkvOutputFormat();
  const output = new Output({ format, target });
  const source = new VideoSampleSource({
    codec,
    quality: new Quality({ bitrate: 1_000_000 }),
    keyFrameInterval,
  });
  output.addVideoTrack(source, { rotation });
  await output.start();
  const context = drawing(width, height);
  for (let i = 0; i < frames; i += 1) {
    draw(context, i);
    using sample = new VideoSample(context.canvas, { timestamp: i / fps, duration: 1 / fps });
    await source.add(sample);
  }
  await output.finalize();
  return new Blob([target.buffer ?? new ArrayBuffer(0)], { type: 'video/mp4' });
}

function drawing(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2D canvas');
  return context;
}

export function drawNumber(context: OffscreenCanvasRenderingContext2D, number: number): void {
  const { width, height } = context.canvas;
  for (let bit = 0; bit < BITS; bit += 1) {
    context.fillStyle = number & (1 << bit) ? 'white' : 'black';
    context.fillRect((bit * width) / BITS, 0, width / BITS, height);
  }
}

/** The number in a picture, by its middle row. */
export function readNumber(picture: VideoFrame | ImageBitmap): number {
  const [width, height] =
    picture instanceof VideoFrame
      ? [picture.displayWidth, picture.displayHeight]
      : [picture.width, picture.height];
  const context = drawing(width, height);
  context.drawImage(picture, 0, 0, width, height);
  const row = context.getImageData(0, Math.floor(height / 2), width, 1).data;
  let number = 0;
  for (let bit = 0; bit < BITS; bit += 1) {
    const x = Math.floor(((bit + 0.5) * width) / BITS);
    if ((row[4 * x] ?? 0) > 127) number |= 1 << bit;
  }
  return number;
}

/** Red, green and blue at the middle of each of `count` columns. */
export function columnColours(frame: VideoFrame, count: number): number[][] {
  const { displayWidth: width, displayHeight: height } = frame;
  const context = drawing(width, height);
  context.drawImage(frame, 0, 0, width, height);
  return Array.from({ length: count }, (_, i) => {
    const x = Math.floor(((i + 0.5) * width) / count);
    return [...context.getImageData(x, Math.floor(height / 2), 1, 1).data.subarray(0, 3)];
  });
}

/** Mean brightness, 0–255. */
export function brightness(frame: VideoFrame): number {
  const context = drawing(16, 16);
  context.drawImage(frame, 0, 0, 16, 16);
  const { data } = context.getImageData(0, 0, 16, 16);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += data[i] ?? 0;
  return sum / (data.length / 4);
}
