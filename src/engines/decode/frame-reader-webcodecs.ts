import {
  EncodedPacketSink,
  VideoSampleSink,
  type InputVideoTrack,
  type VideoSample,
} from 'mediabunny';
import { fittedSize } from '../../core/pixels/fit-size';
import { sampleFrames } from '../../core/time/frame-rate';
import { FPS, frameTime } from '../../core/time/units';
import type { VideoInfo } from '../../workers/protocol/media';
import { DetachedFrames } from './detached-frames';
import { checkFrameRange, type FrameReader } from './frame-reader';
import { corruptMedia, type MediaInput } from './media-input';
import { FrameShrinker } from './shrink-frame';

/** Decoders round timestamps to microseconds, some containers to milliseconds. */
const TIME_TOLERANCE = 0.0006;

/** Frames of backwards playing kept at once, in bytes of 4:2:0 and in number. */
const WINDOW_BYTES = 48 * 1024 * 1024;
const WINDOW_FRAMES = 25;

/**
 * Reads frames with the browser's decoder. Takes over the input and closes it.
 * @param maxSide frames whose longer side is longer are shrunk to it.
 */
export async function openDecodedFrames(
  input: MediaInput,
  track: InputVideoTrack,
  maxSide?: number,
): Promise<FrameReader> {
  const index = await readIndex(track);
  if (!index) throw corruptMedia();
  const width = await track.getDisplayWidth();
  const height = await track.getDisplayHeight();
  const sampled = sampleFrames(index.timestamps, index.duration);
  const size = fittedSize({ width, height }, maxSide);
  const info: VideoInfo = {
    ...size,
    frames: sampled.length,
    duration: index.duration,
    sourceFps: index.timestamps.length / index.duration,
    codec: (await track.getCodec()) ?? 'unknown',
    decoder: 'webcodecs',
  };
  const asDecoded =
    (await track.getRotation()) === 0 &&
    !(await track.getFlip()) &&
    width === (await track.getCodedWidth());
  const shrinker =
    asDecoded && Math.max(width, height) > (maxSide ?? Infinity) ? new FrameShrinker(size) : null;
  return new WebCodecsFrameReader({ info, input, track, asDecoded, shrinker, sampled, ...index });
}

interface FrameIndex {
  /** Presentation times in seconds, ascending. */
  timestamps: Float64Array;
  /** From the first frame to the end of the last, seconds. */
  duration: number;
}

async function readIndex(track: InputVideoTrack): Promise<FrameIndex | null> {
  const times: number[] = [];
  let end = -Infinity;
  const packets = new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true,
  });
  for await (const packet of packets) {
    times.push(packet.timestamp);
    end = Math.max(end, packet.timestamp + packet.duration);
  }
  const timestamps = Float64Array.from(times).sort();
  const first = timestamps[0];
  const last = timestamps[timestamps.length - 1];
  if (first === undefined || last === undefined) return null;
  // A last frame of unknown duration is as long as the others are on average.
  const mean = timestamps.length > 1 ? (last - first) / (timestamps.length - 1) : 1 / FPS;
  return { timestamps, duration: Math.max(end, last + (end > last ? 0 : mean)) - first };
}

class WebCodecsFrameReader implements FrameReader {
  readonly info: VideoInfo;
  readonly #input: MediaInput;
  readonly #sink: VideoSampleSink;
  /** Frames need no turning or stretching. */
  readonly #asDecoded: boolean;
  readonly #shrinker: FrameShrinker | null;
  readonly #sampled: Int32Array;
  readonly #timestamps: Float64Array;
  #canvas: OffscreenCanvasRenderingContext2D | null = null;

  constructor(parts: {
    info: VideoInfo;
    input: MediaInput;
    track: InputVideoTrack;
    asDecoded: boolean;
    shrinker: FrameShrinker | null;
    sampled: Int32Array;
    timestamps: Float64Array;
  }) {
    this.info = parts.info;
    this.#input = parts.input;
    this.#sink = new VideoSampleSink(parts.track);
    this.#asDecoded = parts.asDecoded;
    this.#shrinker = parts.shrinker;
    this.#sampled = parts.sampled;
    this.#timestamps = parts.timestamps;
  }

  frames(from: number, to: number): AsyncGenerator<VideoFrame, void, undefined> {
    checkFrameRange(this.info, from, to);
    return from <= to ? this.#forwards(from, to) : this.#backwards(from, to);
  }

  close(): Promise<void> {
    this.#input.dispose();
    return Promise.resolve();
  }

  async *#forwards(from: number, to: number): AsyncGenerator<VideoFrame, void, undefined> {
    if (from === to) return;
    const end = this.#timeOf(to - 1) + TIME_TOLERANCE;
    const samples = this.#sink.samples(this.#timeOf(from) - TIME_TOLERANCE, end);
    let sample: VideoSample | null = null;
    let coming: VideoSample | null = null;
    const advance = async (): Promise<VideoSample | null> => {
      try {
        return (await samples.next()).value ?? null;
      } catch (error) {
        console.warn('The video ends early, its data is damaged:', error);
        return null;
      }
    };
    try {
      sample = await advance();
      coming = await advance();
      for (let frame = from; frame < to && sample; frame += 1) {
        // The sample on screen at this time: the last one that has begun.
        while (coming && coming.timestamp <= this.#timeOf(frame) + TIME_TOLERANCE) {
          sample.close();
          sample = coming;
          coming = await advance();
        }
        // What should be on screen by now never came: a picture that stands still would hide the damage.
        if (!coming && sample.timestamp < this.#timeOf(frame) - TIME_TOLERANCE) return;
        yield await this.#toFrame(sample, frame);
      }
    } finally {
      sample?.close();
      coming?.close();
      await samples.return();
    }
  }

  /**
   * Decodes forwards, window by window from the end, each from the key frame before it, so that
   * memory is bounded however far apart key frames are.
   */
  async *#backwards(from: number, to: number): AsyncGenerator<VideoFrame, void, undefined> {
    const bytes = (this.info.width * this.info.height * 3) / 2;
    const size = Math.max(2, Math.min(WINDOW_FRAMES, Math.floor(WINDOW_BYTES / bytes)));
    const load = (end: number): Promise<DetachedFrames> =>
      DetachedFrames.collect(this.#forwards(Math.max(to, end - size), end));
    let coming: Promise<DetachedFrames> | null = load(from);
    let current: DetachedFrames | null = null;
    try {
      for (let end = from; end > to && coming; end -= size) {
        current = await coming;
        coming = end - size > to ? load(end - size) : null;
        // A failure is told when the window's turn comes.
        coming?.catch(() => undefined);
        yield* current.takeBackwards();
      }
    } finally {
      current?.close();
      (await coming?.catch(() => null))?.close();
    }
  }

  /** Time at which the source frame shown at an output frame begins. */
  #timeOf(frame: number): number {
    return this.#timestamps[this.#sampled[frame] ?? 0] ?? 0;
  }

  async #toFrame(sample: VideoSample, frame: number): Promise<VideoFrame> {
    if (this.#asDecoded) {
      sample.setTimestamp(frame / FPS);
      sample.setDuration(1 / FPS);
      const decoded = sample.toVideoFrame();
      if (this.#shrinker === null) return decoded;
      const small = await this.#shrinker.shrink(decoded).finally(() => decoded.close());
      if (small) return small;
    }
    const { width, height } = this.info;
    this.#canvas ??= new OffscreenCanvas(width, height).getContext('2d', {
      alpha: false,
      willReadFrequently: true,
    });
    if (!this.#canvas) throw new TypeError('There is no 2D canvas in this thread.');
    sample.draw(this.#canvas, 0, 0, width, height);
    return new VideoFrame(this.#canvas.canvas, { ...frameTime(frame), alpha: 'discard' });
  }
}
