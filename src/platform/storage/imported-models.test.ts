import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from './blob-store';
import { openDatabase } from './database';
import { ImportedModels } from './imported-models';
import { Vault } from './vault';

let files: Map<string, Blob>;
let room: number;
let vault: Vault;
let number = 0;

const record = {
  id: 'may',
  created: 1,
  name: 'May',
  licence: 'own',
  source: '',
  engine: 'synctalk-2d',
  layout: null,
};

beforeEach(async () => {
  files = new Map();
  room = Infinity;
  const store: BlobStore = {
    place: 'opfs',
    put(id, blob) {
      if (room-- < 1) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
      files.set(id, blob);
      return Promise.resolve();
    },
    get: (id) => Promise.resolve(files.get(id)),
    delete: (id) => Promise.resolve(void files.delete(id)),
    ids: () => Promise.resolve([...files.keys()]),
  };
  vault = new Vault(await openDatabase(`models-${++number}`), [store]);
});

describe('ImportedModels', () => {
  it('keeps the files with the record, through a clean-up, until it is deleted', async () => {
    const models = new ImportedModels(vault);
    await models.save(record, { model: new Blob(['abc']), encoder: new Blob(['de']) });
    await vault.cleanUp();
    expect(await models.list()).toEqual([{ ...record, bytes: 5, hasEncoder: true }]);
    expect(await (await models.file('may', 'encoder'))?.text()).toBe('de');
    await models.delete('may');
    expect(await models.list()).toEqual([]);
    expect(await models.file('may', 'model')).toBeUndefined();
    expect(files.size).toBe(0);
  });

  it('keeps nothing when the disk is full in the middle', async () => {
    const models = new ImportedModels(vault);
    room = 1;
    const both = { model: new Blob(['abc']), encoder: new Blob(['de']) };
    await expect(models.save(record, both)).rejects.toMatchObject({ code: 'storage-full' });
    expect(files.size).toBe(0);
    expect(await models.list()).toEqual([]);
  });

  it('refuses a second model of the same id and takes its files back', async () => {
    const models = new ImportedModels(vault);
    await models.save(record, { model: new Blob(['abc']) });
    await expect(models.save(record, { model: new Blob(['x']) })).rejects.toThrow();
    expect(files.size).toBe(1);
  });
});
