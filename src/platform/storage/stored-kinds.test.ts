import 'fake-indexeddb/auto';
import { beforeEach, expect, it } from 'vitest';
import { IdbBlobs } from './blob-store';
import { CacheStore } from './caches';
import { openDatabase } from './database';
import { ResultStore } from './results';
import type { ResultInfo } from './schema';
import { StoredKinds } from './stored-kinds';
import { Vault } from './vault';

const info: ResultInfo = {
  title: 'speech.wav',
  avatarId: 'eve',
  width: 512,
  height: 512,
  fps: 25,
  frames: 25,
  duration: 1,
  edl: null,
  speech: null,
};

let vault: Vault;
let number = 0;

beforeEach(async () => {
  const db = await openDatabase(`kinds-${++number}`);
  vault = new Vault(db, [new IdbBlobs(db)]);
});

it('counts entries and bytes of every kind', async () => {
  const results = new ResultStore(vault);
  await results.save(new Blob(['12345']), info);
  await results.save(new Blob(['123']), info);
  await new CacheStore(vault).put('scores', new Float32Array(4));
  const usage = await new StoredKinds(vault).usage();
  expect(Object.fromEntries(usage.map(({ kind, ...rest }) => [kind, rest]))).toEqual({
    results: { entries: 2, bytes: 8 },
    jobs: { entries: 0, bytes: 0 },
    avatars: { entries: 0, bytes: 0 },
    models: { entries: 0, bytes: 0 },
    caches: { entries: 1, bytes: 16 },
  });
});
