import { Mp4OutputFormat, OggOutputFormat, WebMOutputFormat } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAudioSource } from '../../../src/engines/decode/open-audio';
import { Pcm16kReader } from '../../../src/engines/decode/pcm16k';
import type { AudioInfo, AudioSummary } from '../../../src/workers/protocol/media';
import { convert } from './converted';
import { startMediaWorker, type MediaWorker } from './media-worker';
import { burst, encodeSound, numberedClip, sound, tone, wav } from './synthetic';

let media: MediaWorker['media'];
let end: MediaWorker['end'];

beforeAll(() => {
  ({ media, end } = startMediaWorker());
});

afterAll(() => end());

async function decode(
  file: Blob,
): Promise<{ info: AudioInfo; pcm: Float32Array; length: AudioSummary }> {
  const info = await media.openAudio(file);
  const blocks: Float32Array[] = [];
  for (let block = await media.readPcm16k(); block; block = await media.readPcm16k()) {
    blocks.push(block);
  }
  const length = await media.audioSummary();
  await media.closeAudio();
  const pcm = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    pcm.set(block, at);
    at += block.length;
  }
  return { info, pcm, length };
}

/** Seconds at which the sound first gets loud. */
function onset(pcm: Float32Array): number {
  return pcm.findIndex((value) => Math.abs(value) > 0.25) / 16_000;
}

function level(pcm: Float32Array): number {
  return Math.sqrt(pcm.reduce((sum, value) => sum + value * value, 0) / pcm.length);
}

const SECONDS = 2;
const speech = (rate: number, channels = 1) => sound(SECONDS, rate, channels, burst(0.5));

describe('decoding audio', () => {
  it.each([
    [8000, 1],
    [16_000, 2],
    [44_100, 2],
    [48_000, 6],
    [96_000, 1],
  ])('reads WAV of %i Hz and %i channels to its last sample', async (rate, channels) => {
    const { info, pcm, length } = await decode(wav(sound(1.234, rate, channels, tone)));
    expect(info).toMatchObject({ sampleRate: rate, channels, decoder: 'webcodecs' });
    expect(length.samples).toBe(Math.round(1.234 * rate));
    expect(length.duration).toBe(length.samples / rate);
    expect(pcm.length).toBe(Math.round((length.samples * 16_000) / rate));
    expect(level(pcm)).toBeGreaterThan(0.3);
  });

  it('gives 10 s blocks, the last one shorter', async () => {
    await media.openAudio(wav(sound(23.5, 8000, 1, tone)));
    const sizes: number[] = [];
    for (let block = await media.readPcm16k(); block; block = await media.readPcm16k()) {
      sizes.push(block.length);
    }
    expect(sizes).toEqual([160_000, 160_000, 56_000]);
    await media.closeAudio();
  });

  it.each([
    ['M4A', 'm4a', ['-c:a', 'aac'], 'aac'],
    ['MP3', 'mp3', ['-c:a', 'libmp3lame'], 'mp3'],
    ['MP3 of 22.05 kHz', 'mp3', ['-c:a', 'libmp3lame', '-ar', '22050'], 'mp3'],
    ['OGG Vorbis', 'ogg', ['-c:a', 'libvorbis'], 'vorbis'],
    ['FLAC', 'flac', ['-c:a', 'flac'], 'flac'],
    ['24-bit WAV', 'wav', ['-c:a', 'pcm_s24le'], 'pcm-s24'],
    ['MOV', 'mov', ['-c:a', 'pcm_s16be'], 'pcm-s16be'],
  ] as const)('reads %s without delay and padding', async (_name, extension, options, codec) => {
    const file = await convert(wav(speech(44_100, 2)), extension, ...options);
    const { info, pcm, length } = await decode(file);
    expect(info).toMatchObject({ codec, decoder: 'webcodecs' });
    expect(length.duration).toBe(SECONDS);
    expect(Math.abs(onset(pcm) - 0.5)).toBeLessThan(0.002);
  });

  it.each([
    ['MP3 without a Xing tag', 'mp3', ['-c:a', 'libmp3lame', '-write_xing', '0'], 'mp3'],
    ['raw AAC', 'aac', ['-c:a', 'aac'], 'aac'],
    ['AAC in MKV', 'mkv', ['-c:a', 'aac'], 'aac'],
  ] as const)('reads %s, padding and all', async (_name, extension, options, codec) => {
    const file = await convert(wav(speech(44_100, 2)), extension, ...options);
    const { info, pcm, length } = await decode(file);
    expect(info).toMatchObject({ codec, decoder: 'webcodecs' });
    expect(Math.abs(length.duration - SECONDS)).toBeLessThan(0.06);
    expect(Math.abs(onset(pcm) - 0.5)).toBeLessThan(0.03);
  });

  it('reads two joined MP3s to the end of the second', async () => {
    const one = await convert(wav(speech(44_100)), 'mp3', '-c:a', 'libmp3lame');
    const { length } = await decode(new Blob([one, one]));
    expect(Math.abs(length.duration - 2 * SECONDS)).toBeLessThan(0.1);
  });

  it.each([
    ['AVI', 'avi', ['-c:a', 'libmp3lame'], 'mp3'],
    ['AC-3 in MKV', 'mkv', ['-c:a', 'ac3'], 'ac3'],
    ['AIFF', 'aiff', ['-c:a', 'pcm_s16be'], 'pcm_s16be'],
    ['WMA', 'wma', ['-c:a', 'wmav2'], 'wmav2'],
  ] as const)('reads %s with ffmpeg', async (_name, extension, options, codec) => {
    const file = await convert(wav(speech(44_100)), extension, ...options);
    const { info, pcm, length } = await decode(file);
    expect(info).toMatchObject({ codec, decoder: 'ffmpeg' });
    expect(Math.abs(length.duration - SECONDS)).toBeLessThan(0.1);
    expect(Math.abs(onset(pcm) - 0.5)).toBeLessThan(0.06);
  });

  it('reads what the browser itself records', async () => {
    for (const format of [new OggOutputFormat(), new WebMOutputFormat()]) {
      const { pcm, length } = await decode(await encodeSound(speech(48_000), 'opus', format));
      expect(Math.abs(length.duration - SECONDS)).toBeLessThan(0.03);
      expect(Math.abs(onset(pcm) - 0.5)).toBeLessThan(0.01);
    }
  });

  it('reads what MediaRecorder makes of a microphone', async () => {
    const context = new AudioContext();
    const destination = context.createMediaStreamDestination();
    const oscillator = new OscillatorNode(context, { frequency: 440 });
    oscillator.connect(destination);
    oscillator.start();
    const recorder = new MediaRecorder(destination.stream);
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    await new Promise((resolve) => setTimeout(resolve, 1200));
    recorder.stop();
    await stopped;
    await context.close();
    const { pcm, length } = await decode(new Blob(parts, { type: recorder.mimeType }));
    expect(length.duration).toBeGreaterThan(0.8);
    expect(level(pcm)).toBeGreaterThan(0.3);
  });

  it('reads silence', async () => {
    const { pcm, length } = await decode(wav(sound(1, 22_050, 1, () => 0)));
    expect(length.duration).toBe(1);
    expect(level(pcm)).toBe(0);
  });

  it('reads with ffmpeg where the browser has no decoder, without storage too', async () => {
    const file = await convert(wav(speech(44_100, 2)), 'mp3', '-c:a', 'libmp3lame');
    vi.stubGlobal('AudioDecoder', undefined);
    try {
      const source = await openAudioSource(file);
      expect(source).toMatchObject({ decoder: 'ffmpeg', codec: 'mp3', sampleRate: 44_100 });
      const reader = new Pcm16kReader(source);
      const pcm = await reader.next();
      expect(await reader.next()).toBeNull();
      expect(reader.length().duration).toBe(SECONDS);
      expect(Math.abs(onset(pcm ?? new Float32Array(0)) - 0.5)).toBeLessThan(0.002);
      await source.close();
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('reads the beginning of a truncated file', async () => {
    const whole = await convert(wav(speech(44_100)), 'mp3', '-c:a', 'libmp3lame');
    const { length } = await decode(whole.slice(0, whole.size / 2));
    expect(length.duration).toBeGreaterThan(0.7);
    expect(length.duration).toBeLessThan(1.2);
  });

  it.each<[string, () => Promise<Blob> | Blob, string]>([
    ['an empty file', () => new Blob([]), 'empty-audio'],
    ['a sound of length 0', () => wav(sound(0, 16_000, 1, tone)), 'empty-audio'],
    ['a click of 10 ms', () => wav(sound(0.01, 16_000, 1, tone)), 'empty-audio'],
    ['a video without sound', () => numberedClip({ frames: 5 }), 'no-audio'],
    ['a text', () => new Blob(['Dear Sir or Madam, this is a letter.']), 'unsupported-media'],
    [
      'a picture',
      () => new Blob([new Uint8Array(900)], { type: 'image/png' }),
      'unsupported-media',
    ],
    [
      'random bytes',
      () => new Blob([crypto.getRandomValues(new Uint8Array(5000))]),
      'unsupported-media',
    ],
    [
      'an AVI without sound',
      async () => convert(await numberedClip({ frames: 5 }), 'avi', '-c:v', 'mpeg4'),
      'no-audio',
    ],
    [
      'an M4A cut before its index',
      async () => {
        const file = await encodeSound(
          speech(48_000),
          'opus',
          new Mp4OutputFormat({ fastStart: false }),
        );
        return file.slice(0, file.size / 3);
      },
      'corrupt-media',
    ],
  ])('tells that %s is no speech', async (_name, make, code) => {
    const file = await make();
    const attempt = media.openAudio(file).then(async () => {
      while (await media.readPcm16k());
    });
    await expect(attempt).rejects.toMatchObject({ name: 'AppError', code });
  });
});
