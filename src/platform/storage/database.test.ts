import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from './database';
import { MIGRATIONS, SCHEMA_VERSION, type MouthpieceSchema, type ResultRecord } from './schema';

let number = 0;
const freshName = () => `test-${++number}`;
const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((db) => db.close()));

const result = (id: string, created: number): ResultRecord => ({
  id,
  created,
  files: {},
  info: {
    title: id,
    avatarId: 'adam',
    width: 512,
    height: 512,
    fps: 25,
    frames: 25,
    duration: 1,
    edl: null,
    speech: null,
  },
});

describe('openDatabase', () => {
  it('makes every store of the current schema', async () => {
    const db = await openDatabase(freshName());
    open.push(db);
    expect(db.version).toBe(SCHEMA_VERSION);
    expect([...db.objectStoreNames].sort()).toEqual(['avatars', 'blobs', 'caches', 'jobs', 'models', 'results', 'tracks']); // prettier-ignore
  });

  it('brings version 1 to the current version with its data', async () => {
    const name = freshName();
    const old = await openDB<MouthpieceSchema>(name, 1, {
      upgrade(db, _from, _to, transaction) {
        MIGRATIONS[0]?.(db, transaction);
      },
    });
    expect([...old.objectStoreNames]).not.toContain('caches');
    await old.put('results', result('later', 2));
    await old.put('results', result('earlier', 1));
    await old.put('tracks', { key: 'k', bytes: new ArrayBuffer(3) });
    old.close();

    const db = await openDatabase(name);
    open.push(db);
    const found = await db.getAllFromIndex('results', 'created');
    expect(found.map(({ id }) => id)).toEqual(['earlier', 'later']);
    expect((await db.get('tracks', 'k'))?.bytes.byteLength).toBe(3);
    await db.put('caches', { key: 'c', value: 1, bytes: 8, used: 1 });
    expect(await db.countFromIndex('caches', 'used')).toBe(1);
  });

  it('gives way to an upgrade from another tab and says so', async () => {
    const name = freshName();
    const closed = vi.fn();
    await openDatabase(name, closed);
    const newer = await openDB(name, SCHEMA_VERSION + 1);
    open.push(newer);
    expect(closed).toHaveBeenCalledOnce();
    await expect(openDatabase(name)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringMatching(/newer version/) as string,
    });
  });
});
