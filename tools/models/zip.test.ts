import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { crc32 } from './crc32';
import { storedZip } from './zip';

test('crc32 gives the standard check value', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

test('entries come back from an independent unzip, uncompressed and aligned', () => {
  const entry = fc.record({
    name: fc.stringMatching(/^[a-z.][a-z_.]{0,39}$/),
    bytes: fc.uint8Array({ maxLength: 300 }),
  });
  const entries = fc.uniqueArray(entry, { selector: (e) => e.name, maxLength: 6 });
  fc.assert(
    fc.property(entries, (list) => {
      const zip = storedZip(list, 4);
      const read = unzipSync(zip);
      expect(Object.keys(read)).toEqual(list.map((e) => e.name));
      let at = 0;
      const view = new DataView(zip.buffer);
      for (const { name, bytes } of list) {
        expect(read[name]).toEqual(bytes);
        const data = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
        expect(data % 4).toBe(0);
        expect(view.getUint32(at + 14, true)).toBe(crc32(bytes));
        at = data + bytes.length;
      }
    }),
  );
});
