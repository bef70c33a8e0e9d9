/** Speech and other audio made in code from the shipped sample. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/shell/terminal.ts';

export const SAMPLE_PATH = join(ROOT, 'public/samples/sample.wav');

export interface Phone {
  name: string;
  /** Seconds. */
  start: number;
  end: number;
}

/** Phone times of the shipped sample, as its synthesiser printed them. */
export function samplePhones(): Phone[] {
  const text = readFileSync(join(ROOT, 'tests/fixtures/sample.phones.txt'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', start, end] = line.split(/\s+/);
      return { name, start: Number(start), end: Number(end) };
    });
}

/** Mono PCM in −1…1. */
export interface Pcm {
  rate: number;
  samples: Float32Array;
}

/** The shipped sample (16-bit mono WAV), or its first `seconds`. */
export function sampleSpeech(seconds = Infinity): Pcm {
  const file = readFileSync(SAMPLE_PATH);
  const rate = file.readUInt32LE(24);
  const data = file.indexOf('data', 12, 'latin1');
  const bytes = Math.min(file.readUInt32LE(data + 4), file.length - data - 8);
  const count = Math.min(bytes / 2, Math.round(seconds * rate));
  const samples = Float32Array.from(
    { length: count },
    (_, i) => file.readInt16LE(data + 8 + 2 * i) / 32768,
  );
  return { rate, samples };
}

/** Linear interpolation: good enough to make test input at another rate. */
export function resampled(speech: Pcm, rate: number): Pcm {
  const length = Math.round((speech.samples.length * rate) / speech.rate);
  const samples = Float32Array.from({ length }, (_, i) => {
    const at = (i * speech.rate) / rate;
    const before = speech.samples[Math.floor(at)] ?? 0;
    const after = speech.samples[Math.floor(at) + 1] ?? before;
    return before + (after - before) * (at - Math.floor(at));
  });
  return { rate, samples };
}

/** 16-bit WAV; with several channels the same sound in each. */
export function wav({ rate, samples }: Pcm, channels = 1): Buffer {
  const data = Buffer.alloc(samples.length * channels * 2);
  samples.forEach((value, i) => {
    const scaled = Math.round(Math.max(-1, Math.min(1, value)) * 32767);
    for (let channel = 0; channel < channels; channel++) {
      data.writeInt16LE(scaled, 2 * (i * channels + channel));
    }
  });
  return wavFile(data, rate, channels);
}

/** The sound over and over, for so long: copied, as an hour of it would take seconds to be written sample by sample. */
export function repeatedWav(sound: Pcm, seconds: number): Buffer {
  const data = wav(sound).subarray(WAV_HEADER);
  return wavFile(Buffer.alloc(2 * Math.round(seconds * sound.rate), data), sound.rate, 1);
}

/** Bytes. */
const WAV_HEADER = 44;

function wavFile(data: Buffer, rate: number, channels: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(WAV_HEADER + data.length - 8, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

export function silence(seconds: number, rate = 16_000): Pcm {
  return { rate, samples: new Float32Array(Math.round(seconds * rate)) };
}

/** One sound after the other, of one rate. */
export function joined(...sounds: [Pcm, ...Pcm[]]): Pcm {
  const samples = new Float32Array(sounds.reduce((sum, sound) => sum + sound.samples.length, 0));
  let at = 0;
  for (const sound of sounds) {
    samples.set(sound.samples, at);
    at += sound.samples.length;
  }
  return { rate: sounds[0].rate, samples };
}

/** A file for the page. */
export function audioFile(buffer: Buffer, name = 'speech.wav', mimeType = 'audio/wav') {
  return { name, mimeType, buffer };
}
