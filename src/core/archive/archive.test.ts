import { zipSync, strToU8 } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseName, isSafePath, isSystemFile } from './file-path';
import {
  findZipDirectory,
  readZipDirectory,
  zipDataOffset,
  LOCAL_HEADER_BYTES,
  type ZipEntry,
} from './zip-directory';

function entriesOf(zip: Uint8Array): ZipEntry[] {
  const { entries, offset, bytes } = findZipDirectory(zip);
  return readZipDirectory(zip.subarray(offset, offset + bytes), entries);
}

describe('zip directory', () => {
  it('lists what an independent packer has packed, and finds its data', () => {
    const files = fc.dictionary(
      fc.stringMatching(/^[a-zé_ ,]{1,20}\.[a-z]{3}$/),
      fc.uint8Array({ maxLength: 400 }),
      { maxKeys: 5 },
    );
    fc.assert(
      fc.property(files, (content) => {
        const zip = zipSync(content, { level: 0 });
        const entries = entriesOf(zip);
        expect(entries.map(({ path }) => path)).toEqual(Object.keys(content));
        for (const entry of entries) {
          const at = zipDataOffset(entry, zip.subarray(entry.offset));
          expect(zip.slice(at, at + entry.packedBytes)).toEqual(content[entry.path]);
        }
      }),
    );
  });

  it('knows packed from unpacked sizes, and leaves out folders and links', () => {
    const zip = zipSync({
      'a/': new Uint8Array(),
      'a/long.txt': strToU8('x'.repeat(5000)),
      'a/link': [strToU8('../../etc'), { os: 3, attrs: 0o120777 << 16 }],
    });
    expect(entriesOf(zip)).toMatchObject([{ path: 'a/long.txt', method: 'deflated', bytes: 5000 }]);
    expect(entriesOf(zip)[0]?.packedBytes).toBeLessThan(100);
  });

  it('refuses archives that are cut, damaged, encrypted or packed otherwise', () => {
    const zip = zipSync({ 'a.txt': strToU8('abc') });
    expect(() => entriesOf(zip.subarray(0, -1))).toThrow(/cut off/);
    expect(() => entriesOf(new Uint8Array(100))).toThrow(RangeError);
    const { offset } = findZipDirectory(zip);
    const changed = (at: number, value: number) => {
      const copy = zip.slice();
      copy[offset + at] = value;
      return copy;
    };
    expect(() => entriesOf(changed(0, 0))).toThrow(/damaged at entry 1/);
    expect(() => entriesOf(changed(8, 1))).toThrow(/"a.txt".*encrypted/);
    expect(() => entriesOf(changed(10, 12))).toThrow(/method 12/);
    const [entry] = entriesOf(zip);
    if (!entry) throw new Error('no entry');
    expect(() => zipDataOffset(entry, new Uint8Array(LOCAL_HEADER_BYTES))).toThrow(/damaged at "a/);
  });
});

describe('file paths', () => {
  it('tell paths that leave the archive', () => {
    const unsafe = ['../a.mp4', 'a/../../b', '/etc/a', '\\a', 'C:\\a', 'c:a', '~/a', 'a\0.mp4', '']; // prettier-ignore
    expect(unsafe.filter(isSafePath)).toEqual([]);
    const safe = ['a.mp4', 'a/b/02,08s talk.mp4', 'a..b/c...mp4', 'é/ä.mp4', 'a\\b.mp4'];
    expect(safe.filter((path) => !isSafePath(path))).toEqual([]);
  });

  it('tell what the user did not put there', () => {
    const system = ['__MACOSX/._talk.mp4', 'a/__MACOSX/b', '.DS_Store', 'a/.DS_Store', 'Thumbs.db'];
    expect(system.filter((path) => !isSystemFile(path))).toEqual([]);
    expect(['a/talk.mp4', 'macosx.mp4', 'a.b/c'].filter(isSystemFile)).toEqual([]);
  });

  it('end in a name', () => {
    expect(['a/b.mp4', 'a\\b.mp4', 'b.mp4'].map(baseName)).toEqual(['b.mp4', 'b.mp4', 'b.mp4']);
  });
});
