/** Speech of any length out of the shipped sample. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../shell/terminal.ts';
import type { FileSource } from '../shell/generate-in-page.ts';

const HEADER_BYTES = 44;

/** The shipped sample (16-bit mono WAV), over and over, cut at `seconds`. */
export function repeatedSample(seconds: number): Exclude<FileSource, string> {
  const sample = readFileSync(join(ROOT, 'public/samples/sample.wav'));
  const data = sample.indexOf('data', 12, 'latin1') + 8;
  const pcm = sample.subarray(data, data + sample.readUInt32LE(data - 4));
  const length = 2 * Math.round(seconds * sample.readUInt32LE(24));
  const file = Buffer.alloc(HEADER_BYTES + length);
  sample.copy(file, 0, 0, 36);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(length, 40);
  for (let at = 0; at < length; at += pcm.length) {
    pcm.copy(file, HEADER_BYTES + at, 0, Math.min(pcm.length, length - at));
  }
  return { name: `${String(seconds)}s.wav`, mimeType: 'audio/wav', buffer: file };
}
