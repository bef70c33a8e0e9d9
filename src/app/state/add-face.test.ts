import { describe, expect, it, vi } from 'vitest';
import type { ImportAvatarOptions, Mouthpiece } from '../../pipeline/types';
import { AppError, abortError } from '../../workers/protocol/errors';
import type { findPeopleInVideo, Person } from '../actions/find-people';
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

describe('several people in what a face is made of', () => {
  const person = (x: number, size: number): Person => ({ place: { x, y: 0.5 }, size, thumbnail: '' }); // prettier-ignore
  const people = [person(0.2, 0.2), person(0.7, 0.3)];

  /** With the people found, and what videos and clips are added with. */
  function adderFinding(seen: Person[]) {
    type Options = [unknown, ImportAvatarOptions];
    const create = vi.fn((..._given: Options) => Promise.resolve({ id: 'eve', warnings: [] }));
    const importAvatar = vi.fn((..._given: Options) =>
      Promise.resolve({ id: 'eve', warnings: [] }),
    );
    const preprocessAvatar = () => Promise.resolve({ warnings: [] });
    const parts = { createAvatarFromVideo: create, importAvatar, preprocessAvatar };
    const find = vi.fn((..._given: Parameters<typeof findPeopleInVideo>) => Promise.resolve(seen));
    const adder = new AddFace(parts as unknown as Mouthpiece, () => undefined, find);
    return { adder, create, importAvatar, find };
  }

  it('are to choose from in a video, the one in front at first; the choice is what is added', async () => {
    const { adder, create } = adderFinding(people);
    adder.bring([file('holiday.mov')]);
    await vi.waitFor(() => expect(adder.chosen).toBe(1));
    adder.face = people[0]?.place ?? null;
    expect(adder.chosen).toBe(0);
    await adder.add();
    expect(create.mock.calls[0]?.[1]).toMatchObject({ face: { x: 0.2, y: 0.5 } });
    adder.bring([file('talk.mp4')]);
    expect([adder.people, adder.face]).toEqual([[], null]);
  });

  it('are to choose from in clips as well: those of the first that talks', async () => {
    const { adder, importAvatar, find } = adderFinding(people);
    const [silence, talk] = [file('silence.mp4'), file('talk.mp4')];
    adder.bring([silence, talk]);
    await vi.waitFor(() => expect(adder.chosen).toBe(1));
    expect(find.mock.calls.map(([, clip]) => clip)).toEqual([talk]);
    adder.face = people[0]?.place ?? null;
    await adder.add();
    expect(importAvatar.mock.calls[0]?.[1]).toMatchObject({ face: { x: 0.2, y: 0.5 } });
  });

  it('are no choice where there is one', async () => {
    const { adder, importAvatar, find } = adderFinding(people.slice(0, 1));
    adder.bring([file('talk.mp4')]);
    await vi.waitFor(() => expect(find).toHaveBeenCalledTimes(1));
    await Promise.resolve();
    expect([adder.people, adder.face]).toEqual([[], null]);
    await adder.add();
    expect(importAvatar.mock.calls[0]?.[1]).not.toHaveProperty('face');
  });
});
