import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { IdbBlobs, type BlobStore } from './blob-store';
import { CacheStore } from './caches';
import { openDatabase } from './database';
import { ImportedAvatars } from './imported-avatars';
import { JobJournal } from './jobs';
import { ResultStore } from './results';
import type { Database, ResultInfo } from './schema';
import { TrackStore } from './tracks';
import { Vault } from './vault';

const quota = () => new DOMException('The quota is used up.', 'QuotaExceededError');

/** Files in memory, with room for so many more. */
class MemoryBlobs implements BlobStore {
  readonly place = 'opfs';
  readonly files = new Map<string, Blob>();
  room = Infinity;

  put(id: string, blob: Blob): Promise<void> {
    if (this.room-- < 1) return Promise.reject(quota());
    this.files.set(id, blob);
    return Promise.resolve();
  }
  get = (id: string) => Promise.resolve(this.files.get(id));
  delete(id: string): Promise<void> {
    this.files.delete(id);
    return Promise.resolve();
  }
  ids = () => Promise.resolve([...this.files.keys()]);
}

/** Web Locks of one name, which Node lacks. */
function fakeLocks() {
  let held = 0;
  return {
    async request(_name: string, options: LockOptions, work: (lock: object | null) => unknown) {
      if (options.ifAvailable === true && held > 0) return work(null);
      held++;
      try {
        return await work({});
      } finally {
        held--;
      }
    },
  };
}

let db: Database;
let blobs: MemoryBlobs;
let vault: Vault;
let number = 0;

beforeEach(async () => {
  vi.stubGlobal('navigator', { locks: fakeLocks() });
  db = await openDatabase(`stores-${++number}`);
  blobs = new MemoryBlobs();
  vault = new Vault(db, [blobs, new IdbBlobs(db)]);
});

const video = (text: string) => new Blob([text], { type: 'video/mp4' });
const info = (title: string): ResultInfo => ({
  title,
  avatarId: 'adam',
  width: 512,
  height: 512,
  fps: 25,
  frames: 50,
  duration: 2,
  edl: { fps: 25, totalFrames: 0, events: [] },
  speech: null,
});
const job = { mode: 'core-clips', avatarId: 'adam', audioName: 'a.wav', framesTotal: 90, request: { openness: 1 } }; // prettier-ignore
const segment = (first: number, frames: number) => ({
  first,
  frames,
  lipsyncedFrames: frames,
  framesWithoutFace: 0,
});

describe('ResultStore', () => {
  it('gives back what it was given, newest first, until it is deleted', async () => {
    const results = new ResultStore(vault);
    vi.spyOn(Date, 'now').mockReturnValueOnce(1).mockReturnValueOnce(2);
    const first = await results.save(video('one'), info('one'));
    await results.save(video('three'), info('two'));
    expect((await results.list()).map(({ title, bytes }) => [title, bytes])).toEqual([['two', 5], ['one', 3]]); // prettier-ignore
    const found = await results.get(first.id);
    expect(found?.result).toEqual(first);
    expect(await found?.video.text()).toBe('one');
    expect(found?.video.type).toBe('video/mp4');
    await results.delete(first.id);
    expect(await results.get(first.id)).toBeUndefined();
    expect(blobs.files.size).toBe(1);
  });

  it('leaves nothing behind when there is no room for the video or its record', async () => {
    const results = new ResultStore(vault);
    blobs.room = 0;
    await expect(results.save(video('x'), info('x'))).rejects.toMatchObject({
      code: 'storage-full',
    });
    blobs.room = Infinity;
    const add = vi.spyOn(db, 'add').mockRejectedValueOnce(quota());
    await expect(results.save(video('x'), info('x'))).rejects.toMatchObject({
      code: 'storage-full',
    });
    expect(add).toHaveBeenCalledOnce();
    expect(await results.list()).toEqual([]);
    expect(blobs.files.size).toBe(0);
  });

  it('keeps files in the database where there is no file system', async () => {
    const results = new ResultStore(new Vault(db, [new IdbBlobs(db)]));
    const { id } = await results.save(video('in the database'), info('a'));
    const later = new ResultStore(vault);
    expect(await (await later.get(id))?.video.text()).toBe('in the database');
    await later.delete(id);
    expect(await db.getAllKeys('blobs')).toEqual([]);
  });

  it('says so when the browser has cleared a file', async () => {
    const results = new ResultStore(vault);
    const { id } = await results.save(video('x'), info('x'));
    blobs.files.clear();
    await expect(results.get(id)).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('JobJournal', () => {
  it('keeps inputs and finished segments in order, for a job to resume', async () => {
    const journal = new JobJournal(vault);
    const { id } = await journal.create(job, { audio: video('sound') });
    await journal.addSegment(id, segment(50, 40), video('second'));
    await journal.addSegment(id, segment(0, 50), video('first'));
    const [listed] = await new JobJournal(vault).list();
    expect(listed).toMatchObject({ id, ...job, framesDone: 90 });
    expect(await (await journal.input(id, 'audio'))?.text()).toBe('sound');
    expect(await journal.input(id, 'video')).toBeUndefined();
    const pieces = await journal.segments(id);
    expect(pieces.map(({ first }) => first)).toEqual([0, 50]);
    expect(await Promise.all(pieces.map((piece) => piece.video.text()))).toEqual([
      'first',
      'second',
    ]);
  });

  it('replaces a segment that is made again', async () => {
    const journal = new JobJournal(vault);
    const { id } = await journal.create(job, {});
    await journal.addSegment(id, segment(0, 50), video('old'));
    const stored = await journal.addSegment(id, segment(0, 45), video('new'));
    expect(await stored.text()).toBe('new');
    expect((await journal.get(id))?.framesDone).toBe(45);
    expect(blobs.files.size).toBe(1);
  });

  it('keeps the earlier segments when a later one finds no room', async () => {
    const journal = new JobJournal(vault);
    const { id } = await journal.create(job, { audio: video('sound') });
    await journal.addSegment(id, segment(0, 50), video('first'));
    blobs.room = 0;
    const full = journal.addSegment(id, segment(50, 40), video('second'));
    await expect(full).rejects.toMatchObject({ code: 'storage-full' });
    expect((await journal.segments(id)).map(({ first }) => first)).toEqual([0]);
    expect(blobs.files.size).toBe(2);
  });

  it('discards a job with all its files, and refuses segments for it afterwards', async () => {
    const journal = new JobJournal(vault);
    const { id } = await journal.create(job, { audio: video('sound') });
    await journal.addSegment(id, segment(0, 50), video('first'));
    await journal.discard(id);
    await journal.discard(id);
    expect(await journal.list()).toEqual([]);
    expect(blobs.files.size).toBe(0);
    await expect(journal.addSegment(id, segment(50, 1), video('x'))).rejects.toMatchObject({ code: 'internal' }); // prettier-ignore
    expect(blobs.files.size).toBe(0);
  });
});

describe('Vault.cleanUp', () => {
  it('deletes files without a record and no others', async () => {
    const { id } = await new JobJournal(vault).create(job, { audio: video('sound') });
    await new JobJournal(vault).addSegment(id, segment(0, 50), video('first'));
    const { id: result } = await new ResultStore(vault).save(video('done'), info('done'));
    await blobs.put('left by a crash', video('x'));
    await db.put('blobs', video('y'), 'left there too');
    expect(await vault.cleanUp()).toBe(2);
    expect(await new JobJournal(vault).segments(id)).toHaveLength(1);
    expect(await new ResultStore(vault).get(result)).toBeDefined();
    expect(await vault.cleanUp()).toBe(0);
  });

  it('leaves files alone while their record is being written', async () => {
    const saved = new ResultStore(vault).save(video('new'), info('new'));
    await blobs.put('left by a crash', video('x'));
    expect(await vault.cleanUp()).toBe(0);
    expect(await (await new ResultStore(vault).get((await saved).id))?.video.text()).toBe('new');
    vi.stubGlobal('navigator', {});
    expect(await vault.cleanUp()).toBe(0);
    vi.stubGlobal('navigator', { locks: fakeLocks() });
    expect(await vault.cleanUp()).toBe(1);
  });
});

describe('CacheStore', () => {
  it('gives values back as they were', async () => {
    const caches = new CacheStore(vault);
    const value = { scores: Float32Array.of(0.5, 1), engine: 'silero' };
    expect(await caches.put('k', value)).toBe(true);
    expect(await caches.get('k')).toEqual(value);
    expect(await caches.get('other')).toBeUndefined();
  });

  it('drops what was unused for longest when it is full', async () => {
    const caches = new CacheStore(vault, 100);
    const now = vi.spyOn(Date, 'now');
    let time = 0;
    now.mockImplementation(() => ++time);
    for (const key of ['a', 'b', 'c']) await caches.put(key, new Uint8Array(30));
    await caches.get('a');
    await caches.put('d', new Uint8Array(30));
    now.mockRestore();
    expect(await db.getAllKeys('caches')).toEqual(['a', 'c', 'd']);
    expect(await caches.put('too big', new Uint8Array(101))).toBe(false);
  });

  it('does not fail when the storage does', async () => {
    const caches = new CacheStore(vault);
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    vi.spyOn(db, 'put').mockRejectedValueOnce(quota());
    expect(await caches.put('k', 1)).toBe(false);
    db.close();
    expect(await caches.get('k')).toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });
});

describe('ImportedAvatars and TrackStore', () => {
  it('keep nothing of an avatar when there is no room for one of its clips', async () => {
    const avatars = new ImportedAvatars(vault);
    const clips = ['a talk.mp4', 'silence.mp4'].map((name) => ({ name, kind: 'talk' as const, frames: 5, key: name })); // prettier-ignore
    const eve = { id: 'eve', created: 1, name: 'Eve', width: 2, height: 2, licence: 'own', rightsConfirmed: 1, lipsyncModelId: null, clips }; // prettier-ignore
    const files = { 'a talk.mp4': video('talk'), 'silence.mp4': video('still') };
    const tracks = new Map([['silence.mp4', new ArrayBuffer(2)]]);
    blobs.room = 1;
    await expect(avatars.save(eve, files, { tracks })).rejects.toMatchObject({ code: 'storage-full' }); // prettier-ignore
    expect(await avatars.list()).toEqual([]);
    expect(blobs.files.size).toBe(0);
    expect(await db.getAllKeys('tracks')).toEqual([]);
    blobs.room = Infinity;
    await avatars.save(eve, files, { tracks });
    await expect(avatars.save(eve, files)).rejects.toMatchObject({ code: 'internal' });
    expect(blobs.files.size).toBe(2);
  });

  it('enter a track and the loop of an avatar that is still there', async () => {
    const avatars = new ImportedAvatars(vault);
    const loop = { jump: null, usualJump: null, change: 0, usualChange: 0, fix: 'blend' as const };
    expect(await avatars.enterTrack('eve', 'k', new ArrayBuffer(1), loop)).toBe(false);
    expect(await db.getAllKeys('tracks')).toEqual([]);
    await expect(avatars.get('eve')).rejects.toMatchObject({ code: 'bad-option' });
  });

  it('keep an avatar with its clips and tracks until it is removed', async () => {
    const avatars = new ImportedAvatars(vault);
    const eve = {
      id: 'eve',
      created: 1,
      name: 'Eve',
      width: 512,
      height: 512,
      licence: 'own',
      rightsConfirmed: 1,
      lipsyncModelId: null,
      clips: [{ name: 'silence.mp4', kind: 'silence' as const, frames: 50, key: 'still' }],
    };
    const bytes = new Uint8Array([7]).buffer;
    await avatars.save(eve, { 'silence.mp4': video('still') }, { tracks: new Map([['still', bytes]]) }); // prettier-ignore
    await avatars.save({ ...eve, id: 'twin' }, { 'silence.mp4': video('still') });
    await avatars.delete('twin');
    expect(await new TrackStore(vault).get('still')).toEqual(bytes);
    expect(await avatars.list()).toMatchObject([eve]);
    expect(await (await avatars.clip('eve', 'silence.mp4')).text()).toBe('still');
    await expect(avatars.clip('eve', 'talk.mp4')).rejects.toMatchObject({ code: 'bad-clip' });
    await avatars.delete('eve');
    expect(await avatars.list()).toEqual([]);
    expect(blobs.files.size).toBe(0);

    const tracks = new TrackStore(vault);
    expect(await tracks.get('still')).toBeUndefined();
    await tracks.save('key', new Uint8Array([1, 2]).buffer);
    expect(new Uint8Array((await tracks.get('key')) ?? new ArrayBuffer(0))).toEqual(
      Uint8Array.of(1, 2),
    );
    await tracks.delete('key');
    expect(await tracks.get('key')).toBeUndefined();
  });
});
