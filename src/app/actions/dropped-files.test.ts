import { describe, expect, it } from 'vitest';
import { droppedFiles, holdsFolder } from './dropped-files';

const fileEntry = (name: string) => ({
  isFile: true,
  isDirectory: false,
  file: (resolve: (file: File) => void) => resolve(new File([name], name)),
});

/** A folder that, as browsers do, tells of a hundred entries at a time. */
const folderEntry = (entries: unknown[]) => ({
  isFile: false,
  isDirectory: true,
  createReader: () => {
    const left = [...entries];
    return { readEntries: (resolve: (some: unknown[]) => void) => resolve(left.splice(0, 100)) };
  },
});

/** Of entries; null: a file that is none. */
const transfer = (entries: unknown[], files: File[] = []): DataTransfer => {
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  return { items, files } as unknown as DataTransfer;
};

const names = async (dropped: DataTransfer) =>
  (await droppedFiles(dropped)).map(({ name }) => name);
const many = (count: number) => Array.from({ length: count }, (_, k) => fileEntry(`${k} talk.mp4`));

describe('what was dropped', () => {
  it('is every file of a folder and of the folders within, past the first hundred', async () => {
    const folder = folderEntry([...many(250), folderEntry([fileEntry('silence.mp4')])]);
    const found = await names(transfer([folder, fileEntry('notes.txt')]));
    expect(found).toHaveLength(252);
    expect(found.slice(-3)).toEqual(['249 talk.mp4', 'silence.mp4', 'notes.txt']);
  });

  it('is no more than 2000 files of a whole disk', async () => {
    expect(await names(transfer([folderEntry(many(2100))]))).toHaveLength(2000);
  });

  it('is files where a source gives no entries', async () => {
    expect(await names(transfer([null], [new File(['x'], 'eve.mp4')]))).toEqual(['eve.mp4']);
  });

  it('holds a folder, or not', () => {
    expect(holdsFolder(transfer([fileEntry('a.mp4'), folderEntry([])]))).toBe(true);
    expect(holdsFolder(transfer([fileEntry('a.mp4'), null]))).toBe(false);
  });
});
