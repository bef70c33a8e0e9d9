import { describe, expect, it, vi } from 'vitest';
import type { ImportAvatarOptions, Mouthpiece } from '../../pipeline/types';
import { AppError, abortError } from '../../workers/protocol/errors';
import type { Person } from '../actions/find-people';
import { AddFace, whatIsBrought } from './add-face.svelte';

const file = (name: string, type = ''): File =>
  Object.assign(new File(['x'], name, { type }), { webkitRelativePath: '' });

describe('what is brought for a face', () => {
  it('is one video that clips are cut out of, unless its name says that it is a clip', () => {
    const holiday = file('holiday.mov');
    expect(whatIsBrought([holiday])).toEqual({ kind: 'video', video: holiday });
    expect(whatIsBrought([file('clip', 'video/mp4')]).kind).toBe('video');
    expect(whatIsBrought([file('02,08s talk.mp4')])).toMatchObject({ kind: 'clips', talk: 1 });
  });

  it('is a zip that only its import looks into', () => {
    expect(whatIsBrought([file('eve.ZIP')]).kind).toBe('zip');
  });

  it('is a folder of clips, the misnamed ones named', () => {
    const names = ['silence.mp4', '02,08s talk.mp4', '04,40s talk.mp4', 'walk.mp4', 'notes.txt'];
    expect(whatIsBrought(names.map((name) => file(name)))).toEqual({
      kind: 'clips',
      talk: 2,
      silence: 1,
      unknown: ['walk.mp4'],
    });
    expect(whatIsBrought([])).toEqual({ kind: 'nothing' });
  });
});

describe('adding a face', () => {
  const eve = { id: 'eve', warnings: [{ code: 'no-talk-clips', message: 'No talking.' }] };
  const several = { code: 'several-faces', message: 'Two people.' };

  /** With preprocessing that ends as told. */
  function adderWith(preprocess: (id: string) => Promise<unknown>) {
    const importAvatar = vi.fn(() => Promise.resolve(eve));
    const removeAvatar = vi.fn((_id: string) => Promise.resolve());
    const parts = { importAvatar, removeAvatar, preprocessAvatar: preprocess };
    const adder = new AddFace(parts as unknown as Mouthpiece, () => undefined);
    adder.bring([file('talk.mp4'), file('silence.mp4')]);
    adder.name = 'Eve';
    adder.rightsConfirmed = true;
    return { adder, importAvatar, removeAvatar };
  }

  it('tells what was found out by its import and its preparation', async () => {
    const { adder } = adderWith(() => Promise.resolve({ warnings: [several] }));
    expect(await adder.add()).toEqual({ ...eve, warnings: [...eve.warnings, several] });
  });

  it('takes the import back when its clips cannot be prepared, so that it can be added again', async () => {
    let room = false;
    const full = new AppError('storage-full', 'Full.', { hint: 'Make room.' });
    const { adder, importAvatar, removeAvatar } = adderWith(() =>
      room ? Promise.resolve({ warnings: [] }) : Promise.reject(full),
    );
    expect(await adder.add()).toBeNull();
    expect(removeAvatar.mock.calls).toEqual([['eve']]);
    expect(adder.task.error?.code).toBe('storage-full');
    expect([adder.files.length, adder.missing]).toEqual([2, null]);
    room = true;
    expect(await adder.add()).toEqual(eve);
    expect(importAvatar).toHaveBeenCalledTimes(2);
    expect(removeAvatar).toHaveBeenCalledTimes(1);
  });

  it('keeps the import after a cancel: the rest is prepared later', async () => {
    const { adder, removeAvatar } = adderWith(() => Promise.reject(abortError()));
    expect(await adder.add()).toEqual(eve);
    expect(removeAvatar).not.toHaveBeenCalled();
    expect(adder.task.error).toBeNull();
  });
});

describe('several people in a video that a face is made of', () => {
  const person = (x: number, size: number): Person => ({ place: { x, y: 0.5 }, size, thumbnail: '' }); // prettier-ignore
  const people = [person(0.2, 0.2), person(0.7, 0.3)];

  it('are to choose from, the one in front at first; the choice is what is added', async () => {
    const create = vi.fn((_video: Blob, _options: ImportAvatarOptions) =>
      Promise.resolve({ id: 'eve', warnings: [] }),
    );
    const preprocessAvatar = () => Promise.resolve({ warnings: [] });
    const parts = { createAvatarFromVideo: create, preprocessAvatar } as unknown as Mouthpiece;
    const adder = new AddFace(parts, () => undefined, () => Promise.resolve(people)); // prettier-ignore
    adder.bring([file('holiday.mov')]);
    await vi.waitFor(() => expect(adder.chosen).toBe(1));
    adder.face = people[0]?.place ?? null;
    expect(adder.chosen).toBe(0);
    await adder.add();
    expect(create.mock.calls[0]?.[1]).toMatchObject({ face: { x: 0.2, y: 0.5 } });
    adder.bring([file('talk.mp4')]);
    expect([adder.people, adder.face]).toEqual([[], null]);
  });

  it('are no choice where there is one', async () => {
    const find = vi.fn(() => Promise.resolve(people.slice(0, 1)));
    const adder = new AddFace({} as Mouthpiece, () => undefined, find);
    adder.bring([file('holiday.mov')]);
    await vi.waitFor(() => expect(find).toHaveBeenCalledTimes(1));
    await Promise.resolve();
    expect([adder.people, adder.face]).toEqual([[], null]);
  });
});
