import { registerAacEncoder } from '@mediabunny/aac-encoder';
import {
  AudioSample,
  AudioSampleSource,
  Mp4OutputFormat,
  Output,
  Quality,
  StreamTarget,
} from 'mediabunny';
import { downmixToStereo } from '../../core/audio/downmix';
import { Resampler } from '../../core/audio/resample';
import { abortError } from '../../workers/protocol/errors';
import type { EncodedSound } from '../../workers/protocol/media';
import type { AudioSource } from '../decode/audio-source';
import { createTemporaryFile } from '../storage/temporary-file';
import { fileStream } from './file-stream';

/** Sampling rates of AAC up to the highest that every player takes (ISO/IEC 14496-3 table 1.18). */
const AAC_RATES = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000];
const FALLBACK_RATE = 48_000;

/**
 * Samples that the AAC encoder puts before the sound: one frame, the overlap of its transform. The
 * WebAssembly encoder always does so; browsers' own encoders differ (1024 to 2112) and do not say.
 */
export const AAC_PRIMING = 1024;
export const AAC_FRAME = 1024;

/** Transparent for speech, bits per second and channel; less at low rates, where AAC's frames end. */
const BITRATE_PER_CHANNEL = 96_000;
const BITS_PER_SAMPLE = 4;

let registered = false;

/**
 * Encodes a whole source to AAC-LC, mono or stereo, through WebAssembly on its own thread. The same
 * encoder is used everywhere, since only its delay is known exactly.
 */
export async function encodeAudio(
  source: AudioSource,
  {
    signal,
    onProgress,
  }: { signal?: AbortSignal | undefined; onProgress?: (seconds: number) => void } = {},
): Promise<EncodedSound> {
  if (!registered) registerAacEncoder();
  registered = true;
  const sampleRate = AAC_RATES.includes(source.sampleRate) ? source.sampleRate : FALLBACK_RATE;
  const channels = Math.min(2, source.channels);
  const bitrate = channels * Math.min(BITRATE_PER_CHANNEL, BITS_PER_SAMPLE * sampleRate);
  const file = await createTemporaryFile();
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: false }),
    target: new StreamTarget(fileStream(file)),
  });
  const encoder = new AudioSampleSource({ codec: 'aac', quality: new Quality({ bitrate }) });
  output.addAudioTrack(encoder);
  await output.start();
  const resamplers = Array.from(
    { length: channels },
    () => new Resampler(source.sampleRate, sampleRate),
  );
  let samples = 0;
  const add = async (planes: Float32Array[]): Promise<void> => {
    const frames = planes[0]?.length ?? 0;
    if (frames === 0) return;
    using sample = new AudioSample({
      data: concatenated(planes),
      format: 'f32-planar',
      numberOfChannels: channels,
      sampleRate,
      timestamp: samples / sampleRate,
    });
    await encoder.add(sample);
    samples += frames;
    onProgress?.(samples / sampleRate);
  };
  try {
    for await (const block of source.blocks()) {
      if (signal?.aborted) throw abortError();
      const planes = downmixToStereo(block);
      await add(resamplers.map((resampler, i) => resampler.push(planes[i] ?? new Float32Array(0))));
    }
    await add(resamplers.map((resampler) => resampler.flush()));
    await output.finalize();
  } catch (error) {
    await output.cancel();
    await file.discard();
    throw error;
  }
  const blob = await file.finish('audio/mp4');
  return { blob, samples, sampleRate, temporaryFile: file.name };
}

function concatenated(planes: readonly Float32Array[]): Float32Array {
  const length = planes[0]?.length ?? 0;
  const data = new Float32Array(planes.length * length);
  planes.forEach((plane, index) => data.set(plane, index * length));
  return data;
}
