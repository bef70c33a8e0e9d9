import { AudioSampleSink, MP3, type AudioSample, type InputAudioTrack } from 'mediabunny';
import { id3Length, readMp3Gapless, type GaplessTrim } from '../../core/audio/mp3-gapless';
import type { AudioSource } from './audio-source';
import { corruptMedia, emptyAudio, type MediaInput } from './media-input';

/** Samples joined to one block (about 0.3 s at 48 kHz), so that small packets cost little overhead. */
const BLOCK_SAMPLES = 16_384;

/** Bytes read to find an MP3's first frame header and its Xing tag, after any ID3 tag. */
const MP3_HEAD_BYTES = 4096;

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
  const trim = (await input.getFormat()) === MP3 ? await readGapless(media) : null;
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

/** Drops the encoder's delay and padding of a gapless file. */
async function* trimmed(
  blocks: AsyncGenerator<Float32Array[], void, undefined>,
  trim: GaplessTrim | null,
): AsyncGenerator<Float32Array[], void, undefined> {
  if (!trim) {
    yield* blocks;
    return;
  }
  let position = -trim.skipSamples;
  for await (const block of blocks) {
    const length = block[0]?.length ?? 0;
    const from = Math.min(length, Math.max(0, -position));
    const to = Math.min(length, trim.totalSamples - position);
    position += length;
    if (to > from) yield block.map((plane) => plane.subarray(from, to));
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

async function readGapless(media: Blob): Promise<GaplessTrim | null> {
  const read = async (at: number): Promise<Uint8Array> =>
    new Uint8Array(await media.slice(at, at + MP3_HEAD_BYTES).arrayBuffer());
  const head = await read(0);
  const tag = id3Length(head);
  return readMp3Gapless(tag > 0 ? await read(tag) : head);
}
