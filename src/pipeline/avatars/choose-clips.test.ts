import { describe, expect, it } from 'vitest';
import type { GivenFile } from '../../platform/archive/given-files';
import { chooseClips } from './choose-clips';

function file(path: string): GivenFile {
  const name = path.split('/').at(-1) ?? path;
  return { path, name, bytes: 1, open: () => Promise.resolve(new Blob(['x'])) };
}

const choose = (...paths: string[]) => chooseClips(paths.map(file));
const codes = (...paths: string[]) => choose(...paths).warnings.map(({ code }) => code);

describe('chooseClips', () => {
  it('takes clips by the convention, "silence" before "talk", in whatever folder', () => {
    const { clips, warnings } = choose('eve/02,08s talk.mp4', 'eve/silence after talk.MOV');
    expect(clips).toMatchObject([
      { name: '02,08s talk.mp4', kind: 'talk' },
      { name: 'silence after talk.MOV', kind: 'silence' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('leaves out what is no clip, and says why; what belongs to an exported avatar goes without saying', () => {
    const { clips, warnings } = choose('talk.mp4', 'silence.mp4', 'wave.mp4', 'a/song.mp3', 'avatar.json', 'talk.track', 'poster.jpg'); // prettier-ignore
    expect(clips).toHaveLength(2);
    expect(warnings.map(({ code }) => code)).toEqual(['file-skipped', 'file-skipped']);
    expect(warnings[0]?.message).toMatch(/"wave.mp4".*neither "talk" nor "silence"/);
    expect(warnings[1]?.message).toMatch(/"a\/song.mp3".*no MP4/);
  });

  it('makes do with one kind, with a warning', () => {
    expect(codes('talk.mp4')).toEqual(['no-silence-clips']);
    expect(codes('silence.mp4')).toEqual(['no-talk-clips']);
  });

  it('refuses files without a clip, naming them, and two of one name', () => {
    const names = ['a.mp4', 'b.mp4', 'c.mp4', 'd.mp4', 'e.mp4', 'f.mp4'];
    const fault = (message: RegExp) => expect.objectContaining({ message: expect.stringMatching(message) as string }) as Error; // prettier-ignore
    expect(() => choose(...names)).toThrow(fault(/"a.mp4".*"e.mp4" and 1 more/));
    expect(() => choose(...names)).toThrow(expect.objectContaining({ code: 'no-clips' }) as Error);
    expect(() => choose()).toThrow(fault(/No files/));
    expect(() => choose('a/talk.mp4', 'b/talk.mp4')).toThrow(expect.objectContaining({ code: 'bad-clip' }) as Error); // prettier-ignore
    expect(() => choose('a/talk.mp4', 'b/talk.mp4')).toThrow(fault(/"a\/talk.mp4", "b\/talk.mp4"/));
  });
});
