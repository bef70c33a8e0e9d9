/** 16-bit mono WAV files at 16 kHz. */
import { readFileSync, writeFileSync } from 'node:fs';
import { SAMPLE_RATE } from '../../../src/core/time/units';

const HEADER_BYTES = 44;

/** @throws Error for another rate, more channels, or no PCM of 16 bits. */
export function readWav(path: string): Int16Array {
  const bytes = readFileSync(path);
  let at = 12;
  let format: { kind: number; channels: number; rate: number; bits: number } | undefined;
  while (at + 8 <= bytes.length) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const body = at + 8;
    if (name === 'fmt ') {
      format = {
        kind: bytes.readUInt16LE(body),
        channels: bytes.readUInt16LE(body + 2),
        rate: bytes.readUInt32LE(body + 4),
        bits: bytes.readUInt16LE(body + 14),
      };
    }
    if (name === 'data') {
      if (format?.kind !== 1 || format.channels !== 1 || format.bits !== 16) break;
      if (format.rate !== SAMPLE_RATE) break;
      const length = Math.floor(Math.min(size, bytes.length - body) / 2);
      return Int16Array.from({ length }, (_, i) => bytes.readInt16LE(body + 2 * i));
    }
    at = body + size + (size % 2);
  }
  throw new Error(`${path} is no mono WAV of 16 bits at ${String(SAMPLE_RATE)} Hz.`);
}

export function writeWav(path: string, samples: Int16Array): void {
  const bytes = Buffer.alloc(HEADER_BYTES + 2 * samples.length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(SAMPLE_RATE, 24);
  bytes.writeUInt32LE(2 * SAMPLE_RATE, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((value, i) => bytes.writeInt16LE(value, HEADER_BYTES + 2 * i));
  writeFileSync(path, bytes);
}
