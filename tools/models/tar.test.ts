import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { extractTarball } from './tar';

/** A ustar member written by hand: header block, data, padding to 512 bytes. */
function member(name: string, data: Uint8Array, prefix = ''): Uint8Array[] {
  const header = new Uint8Array(512);
  const write = (text: string, at: number) => header.set(new TextEncoder().encode(text), at);
  write(name, 0);
  write(data.length.toString(8).padStart(11, '0'), 124);
  write('0', 156);
  write('ustar', 257);
  write(prefix, 345);
  return [header, data, new Uint8Array((512 - (data.length % 512)) % 512)];
}

test('takes the wanted files, long paths included, and leaves the others', () => {
  const wanted = Uint8Array.from({ length: 700 }, (_, i) => i % 251);
  const archive = gzipSync(
    Buffer.concat([
      ...member('package/other.bin', new Uint8Array(512).fill(7)),
      ...member('weights.bin', wanted, 'package/a/long/folder'),
      ...member('package/empty', new Uint8Array()),
      new Uint8Array(1024),
    ]),
  );
  const files = extractTarball(archive, ['package/a/long/folder/weights.bin', 'package/empty']);
  expect([...files.keys()]).toEqual(['package/a/long/folder/weights.bin', 'package/empty']);
  expect(files.get('package/a/long/folder/weights.bin')).toEqual(wanted);
  expect(files.get('package/empty')).toHaveLength(0);
});
