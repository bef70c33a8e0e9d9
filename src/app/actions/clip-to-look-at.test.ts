import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { clipToLookAt } from './clip-to-look-at';

const { signal } = new AbortController();
const file = (name: string) => new File([name], name);
const folder = (...names: string[]) => names.map((name) => file(name));
const zip = (...names: string[]) => {
  const content = names.map((name) => [name, new TextEncoder().encode(name)] as const);
  return [new File([zipSync(Object.fromEntries(content))], 'eve.zip')];
};
const found = async (files: File[]) => (await clipToLookAt(files, signal))?.text();

it('is the first talking clip, of a folder as of a zip', async () => {
  const names = ['notes.txt', 'silence.mp4', 'walk.mp4', '02,08s talk.mp4', '04,40s talk.mp4'];
  expect(await found(folder(...names))).toBe('02,08s talk.mp4');
  expect(await found(zip(...names))).toBe('02,08s talk.mp4');
});

it('is a silent clip where none talks, and none where there are no clips', async () => {
  expect(await found(folder('walk.mp4', 'silence.mp4'))).toBe('silence.mp4');
  expect(await clipToLookAt(folder('notes.txt'), signal)).toBeNull();
});

it('is none where tracks say whose face was chosen', async () => {
  const exported = ['avatar.json', 'talk.mp4', 'talk.track'];
  expect(await clipToLookAt(zip(...exported), signal)).toBeNull();
});
