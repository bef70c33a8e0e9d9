import {
  AudioSampleSink,
  MP3,
  MP4,
  OGG,
  QTFF,
  type AudioSample,
  type InputAudioTrack,
} from 'mediabunny';
import { id3Length, readMp3Gapless, type GaplessTrim } from '../../core/audio/mp3-gapless';
import { oggDuration } from '../../core/audio/ogg-length';
import type { AudioSource } from './audio-source';
import { corruptMedia, emptyAudio, type MediaInput } from './media-input';

/** Samples joined to one block (about 0.3 s at 48 kHz), so that small packets cost little overhead. */
const BLOCK_SAMPLES = 16_384;

/** Bytes in which an MP3's Xing tag or an Ogg stream's identification stands. */
const HEAD_BYTES = 4096;

/** Two Ogg pages of the largest size. */
const OGG_TAIL_BYTES = 2 * 65_307;

/** More samples than any codec pads its last frames with. */
const MOST_PADDING = 8192;

/**
 * Decodes with mediabunny (PCM by itself, the rest by WebCodecs). Takes over the input and closes it.
 * Throws empty-audio if the track has no samples, corrupt-media if none can be decoded.
 */
export async function openDecodedAudio(
  input: MediaInput,
  track: InputAudioTrack,
  media: Blob,
): Promise<AudioSource> {
  const samples = new AudioSampleSink(track).samples();
  const first = await firstSample(samples);
  if (!first) {
    const header = await track.getDurationFromMetadata();
    input.dispose();
    throw header !== null && header > 0 ? corruptMedia() : emptyAudio();
  }
  const sampleRate = first.sampleRate;
  const channels = first.numberOfChannels;
  const trim = await readTrim(input, track, media, sampleRate);
  return {
    sampleRate,
    channels,
    codec: (await track.getCodec()) ?? 'unknown',
    decoder: 'webcodecs',
    estimatedDuration: await track.getDurationFromMetadata(),
    blocks: () => joinBlocks(trimmed(planes(first, samples, sampleRate, channels), trim), channels),
    async close() {
      first.close();
      await samples.return();
      input.dispose();
    },
  };
}

async function firstSample(
  samples: AsyncGenerator<AudioSample, void, unknown>,
): Promise<AudioSample | null> {
  const { value } = await samples.next();
  return value ?? null;
}

/** Planar samples from time 0 on: what encoders put before it (priming) is not sound. */
async function* planes(
  first: AudioSample,
  rest: AsyncGenerator<AudioSample, void, unknown>,
  sampleRate: number,
  channels: number,
): AsyncGenerator<Float32Array[], void, undefined> {
  let sample: AudioSample | null = first;
  while (sample) {
    const skipped = Math.max(0, Math.round(-sample.timestamp * sampleRate));
    if (skipped < sample.numberOfFrames) yield planarOf(sample, skipped, channels);
    sample.close();
    sample = await nextUndamaged(rest);
  }
}

/** The next sample; null at the end, and where damaged data ends the decoding early. */
async function nextUndamaged(
  samples: AsyncGenerator<AudioSample, void, unknown>,
): Promise<AudioSample | null> {
  try {
    const { value } = await samples.next();
    return value ?? null;
  } catch (error) {
    console.warn('The sound ends early, its data is damaged:', error);
    return null;
  }
}

function planarOf(sample: AudioSample, skipped: number, channels: number): Float32Array[] {
  const frameCount = sample.numberOfFrames - skipped;
  return Array.from({ length: channels }, (_, index) => {
    const plane = new Float32Array(frameCount);
    // A stream that changes its channel count mid-way repeats its last channel.
    const planeIndex = Math.min(index, sample.numberOfChannels - 1);
    sample.copyTo(plane, { planeIndex, format: 'f32-planar', frameOffset: skipped, frameCount });
    return plane;
  });
}

/**
 * Drops the encoder's delay and padding. A file that goes on well beyond its stated end is right,
 * and the statement wrong (joined or streamed files): then nothing is dropped at the end.
 */
async function* trimmed(
  blocks: AsyncGenerator<Float32Array[], void, undefined>,
  { skipSamples, totalSamples }: GaplessTrim,
): AsyncGenerator<Float32Array[], void, undefined> {
  let position = -skipSamples;
  let surplus: Float32Array[][] | null = [];
  for await (const block of blocks) {
    const length = block[0]?.length ?? 0;
    const from = Math.min(length, Math.max(0, -position));
    const to = Math.min(length, Math.max(from, totalSamples - position));
    position += length;
    if (to > from) yield block.map((plane) => plane.subarray(from, to));
    if (to === length) continue;
    const rest = block.map((plane) => plane.subarray(to));
    surplus?.push(rest);
    if (!surplus) yield rest;
    else if (position > totalSamples + MOST_PADDING) {
      yield* surplus;
      surplus = null;
    }
  }
}

async function* joinBlocks(
  blocks: AsyncGenerator<Float32Array[], void, undefined>,
  channels: number,
): AsyncGenerator<Float32Array[], void, undefined> {
  let pending: Float32Array[][] = [];
  let length = 0;
  const join = (): Float32Array[] =>
    Array.from({ length: channels }, (_, index) => {
      const plane = new Float32Array(length);
      let at = 0;
      for (const block of pending) {
        const part = block[index] ?? new Float32Array(0);
        plane.set(part, at);
        at += part.length;
      }
      return plane;
    });
  for await (const block of blocks) {
    pending.push(block);
    length += block[0]?.length ?? 0;
    if (length < BLOCK_SAMPLES) continue;
    yield join();
    pending = [];
    length = 0;
  }
  if (length > 0) yield join();
}

/** What the container says of where its sound begins and ends within the decoded samples. */
async function readTrim(
  input: MediaInput,
  track: InputAudioTrack,
  media: Blob,
  sampleRate: number,
): Promise<GaplessTrim> {
  const whole = { skipSamples: 0, totalSamples: Infinity };
  const upTo = (seconds: number | null): GaplessTrim =>
    seconds ? { skipSamples: 0, totalSamples: Math.round(seconds * sampleRate) } : whole;
  const read = async (from: number, to: number): Promise<Uint8Array> =>
    new Uint8Array(await media.slice(from, to).arrayBuffer());
  switch (await input.getFormat()) {
    case MP3: {
      const tag = id3Length(await read(0, HEAD_BYTES));
      return readMp3Gapless(await read(tag, tag + HEAD_BYTES)) ?? whole;
    }
    case OGG: {
      const tail = await read(Math.max(0, media.size - OGG_TAIL_BYTES), media.size);
      return upTo(oggDuration(await read(0, HEAD_BYTES), tail, sampleRate));
    }
    case MP4:
    case QTFF:
      return upTo(await track.getDurationFromMetadata());
    default:
      return whole;
  }
}
