import { strToU8, zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { findZipDirectory } from '../../core/archive/zip-directory';
import { givenFiles } from './given-files';

const limits = { files: 5, bytes: 3_000_000, code: 'bad-clip' } as const;
const bytes = (content: Zippable, level: 0 | 9 = 9) => zipSync(content, { level });
const file = (content: Uint8Array<ArrayBuffer>, name = 'clips.zip') => new File([content], name);
const zip = (content: Zippable, level: 0 | 9 = 9) => file(bytes(content, level));

/** Noise, which does not pack. */
const noise = (length: number) =>
  Uint8Array.from({ length }, (_, k) => (Math.imul(k + 1, 2_654_435_761) >>> 13) & 255);

const contents = async (files: readonly File[]) => {
  const given = await givenFiles(files, limits);
  return Promise.all(given.map(async (each) => [each.name, await (await each.open()).text()]));
};

describe('givenFiles', () => {
  it('takes plain files, folders and zips alike, by base name', async () => {
    const picked = new File(['one'], 'talk.mp4');
    expect(await contents([picked])).toEqual([['talk.mp4', 'one']]);
    const content = { 'eve/talk.mp4': strToU8('two'.repeat(99)), 'silence.mp4': strToU8('three') };
    const expected = [
      ['talk.mp4', 'two'.repeat(99)],
      ['silence.mp4', 'three'],
    ];
    expect(await contents([zip(content)])).toEqual(expected);
    expect(await contents([zip(content, 0)])).toEqual(expected);
  });

  it('leaves out what systems add', async () => {
    const content = { '__MACOSX/._talk.mp4': strToU8('x'), '.DS_Store': strToU8('x'), 'talk.mp4': strToU8('t') }; // prettier-ignore
    expect(await contents([zip(content)])).toEqual([['talk.mp4', 't']]);
  });

  it('inflates files of many parts', async () => {
    const long = noise(2_500_000);
    const [given] = await givenFiles([zip({ 'talk.mp4': long })], limits);
    const unpacked = await (await given?.open())?.arrayBuffer();
    expect(Buffer.from(unpacked ?? new ArrayBuffer()).equals(long)).toBe(true);
  });

  const refusal = (given: readonly File[]) =>
    givenFiles(given, limits).then(
      () => 'taken',
      (error: unknown) => error,
    );

  it('refuses bombs, heaps and paths that leave the archive, by name', async () => {
    const bad = (message: RegExp) => ({ code: 'bad-clip', message: expect.stringMatching(message) as string }); // prettier-ignore
    expect(await refusal([zip({ 'bomb.mp4': new Uint8Array(2_000_000) })])).toMatchObject(
      bad(/"bomb.mp4" in "clips.zip" is packed like a bomb: 1 MB would become 2 MB/),
    );
    expect(await refusal([zip({ 'a/../../talk.mp4': strToU8('x') })])).toMatchObject(
      bad(/leave it: "a\/..\/..\/talk.mp4"/),
    );
    const many = Array.from({ length: 6 }, (_, k) => [`${k} talk.mp4`, strToU8('x')] as const);
    expect(await refusal([zip(Object.fromEntries(many))])).toMatchObject(bad(/6 files; 5 are/));
    const large = new File([noise(3_000_001)], 'talk.mp4');
    expect(await refusal([large])).toMatchObject(bad(/4 MB unpacked; 3 MB are allowed/));
  });

  it('refuses archives that are damaged', async () => {
    const whole = bytes({ 'talk.mp4': noise(2000) });
    expect(await refusal([file(whole.slice(0, 500))])).toMatchObject({ code: 'bad-clip' });
    const damaged = whole.slice();
    damaged.fill(255, 60, 200);
    const [given] = await givenFiles([file(damaged)], limits);
    await expect(given?.open()).rejects.toMatchObject({ code: 'bad-clip' });
  });

  it('stops at the announced size of a file that lies about it', async () => {
    const lying = bytes({ 'talk.mp4': new Uint8Array(900_000) });
    const { offset } = findZipDirectory(lying);
    new DataView(lying.buffer).setUint32(offset + 24, 1000, true);
    const [given] = await givenFiles([file(lying)], limits);
    expect(given?.bytes).toBe(1000);
    await expect(given?.open()).rejects.toMatchObject({
      code: 'bad-clip',
      message: expect.stringMatching(/more than the announced 1000/) as string,
    });
  });
});
