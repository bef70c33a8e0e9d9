import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sha256Hex } from '../workers/protocol/checksum';
import type * as ModelStore from './model-store';

const BYTES = Uint8Array.of(1, 2, 3, 4, 5);

let files: Record<string, BodyInit>;
let store: typeof ModelStore;

function entry(id: string, sha256: string) {
  return {
    id,
    name: `Model ${id}`,
    file: `${id}.onnx`,
    bytes: BYTES.length,
    sha256,
    licence: 'MIT',
    source: 'package@1.0.0 → a.onnx',
    description: 'For the test.',
    inputs: [{ name: 'x', type: 'float32', shape: [1, 'steps'] }],
    outputs: [],
    committed: false,
    requiredFor: ['main-job'],
  };
}

beforeEach(async () => {
  const hash = await sha256Hex(BYTES);
  const models = [entry('here', hash), entry('gone', hash)];
  files = { 'models/manifest.json': JSON.stringify({ models }), 'models/here.onnx': BYTES };
  vi.stubGlobal('document', { baseURI: 'https://host.test/sub/path/index.html' });
  vi.stubGlobal('fetch', (url: string) => {
    const path = url.replace('https://host.test/sub/path/', '').replace(/#.*/, '');
    const body = files[path];
    return Promise.resolve(
      body === undefined ? new Response('', { status: 404 }) : new Response(body),
    );
  });
  vi.resetModules();
  store = await import('./model-store');
});
afterEach(() => vi.unstubAllGlobals());

test('lists the models and says which are present', async () => {
  const [here, gone] = await store.listModels();
  expect(here).toEqual({
    id: 'here',
    name: 'Model here',
    file: 'here.onnx',
    bytes: 5,
    licence: 'MIT',
    source: 'package@1.0.0 → a.onnx',
    builtIn: true,
    present: true,
  });
  expect(gone?.present).toBe(false);
  const exemplar = { id: 'exemplar', bytes: 0, present: true, engine: 'exemplar' };
  expect((await store.listModels()).at(-1)).toMatchObject(exemplar);
});

test('addresses lie beside the page, under a sub-path too, and carry the checksum', async () => {
  const url = await store.modelUrl('here');
  expect(url).toBe(`https://host.test/sub/path/models/here.onnx#sha256-${await sha256Hex(BYTES)}`);
});

test('an unknown model is told by name', async () => {
  await expect(store.modelUrl('other')).rejects.toMatchObject({
    code: 'model-missing',
    hint: "The app's own models are: here, gone.",
  });
});

test('a wrong manifest names the entry and the field', async () => {
  files['models/manifest.json'] = JSON.stringify({
    models: [{ ...entry('here', 'f'.repeat(64)), sha256: 'short' }],
  });
  await expect(store.listModels()).rejects.toMatchObject({
    code: 'bad-model',
    message: expect.stringContaining('models.0.sha256') as string,
  });
});

test('a manifest that could not be read is tried again', async () => {
  const manifest = files['models/manifest.json'] ?? '';
  files = {};
  await expect(store.listModels()).rejects.toMatchObject({ code: 'model-missing' });
  files = { 'models/manifest.json': manifest };
  expect(await store.listModels()).toHaveLength(3);
});

/** Shapes by which the app knows that a model of its own draws mouths. */
const mouths = {
  inputs: [
    { name: 'crop', type: 'float32', shape: [1, 3, 224, 224] },
    { name: 'curves', type: 'float32', shape: [1, 9, 7] },
  ],
  outputs: [{ name: 'mouth', type: 'float32', shape: [1, 3, 224, 224] }],
};

test('tells lip-sync models from others by their shapes', async () => {
  const hash = 'a'.repeat(64);
  const models = [entry('here', hash), entry('gone', hash), { ...entry('adam', hash), ...mouths }];
  files['models/manifest.json'] = JSON.stringify({ models });
  expect((await store.listModels()).map(({ engine }) => engine)).toEqual([undefined, undefined, 'unet', 'exemplar']); // prettier-ignore
  expect(await store.lipsyncModel('adam')).toMatchObject({ engine: 'unet', heard: null });
  await expect(store.lipsyncModel('here')).rejects.toMatchObject({
    code: 'bad-option',
    hint: 'Choose one of: adam, exemplar.',
  });
  await expect(store.lipsyncModel('eve')).rejects.toMatchObject({
    code: 'model-missing',
    hint: 'Choose one of: adam, exemplar.',
  });
});

test('a model of the app may have another file for WASM, which is no model to choose', async () => {
  const hash = 'a'.repeat(64);
  const full = { ...entry('adam', hash), ...mouths, wasm: 'adam-int8' };
  const int8 = { ...entry('adam-int8', 'b'.repeat(64)), ...mouths };
  files['models/manifest.json'] = JSON.stringify({ models: [full, int8] });
  expect(await store.lipsyncModel('adam')).toMatchObject({
    modelUrl: expect.stringContaining('models/adam.onnx') as string,
    wasmModelUrl: expect.stringContaining(`models/adam-int8.onnx#sha256-bbb`) as string,
  });
  expect((await store.listModels()).map(({ engine }) => engine)).toEqual(['unet', undefined, 'exemplar']); // prettier-ignore
  await expect(store.lipsyncModel('adam-int8')).rejects.toMatchObject({ code: 'bad-option' });
});

test('a manifest that names a missing file for WASM is wrong', async () => {
  const models = [{ ...entry('adam', 'a'.repeat(64)), wasm: 'adam-int8' }];
  files['models/manifest.json'] = JSON.stringify({ models });
  await expect(store.listModels()).rejects.toMatchObject({
    code: 'bad-model',
    message: 'The model manifest does not list "adam-int8".',
  });
});

test('lists imported models, serves their files and deletes them', async () => {
  const { appStorage } = await import('./storage/storage');
  const { models } = await appStorage();
  const record = {
    id: 'may',
    created: 1,
    name: 'May',
    licence: 'own',
    source: '',
    engine: 'synctalk-2d',
    layout: { kind: 'ave', window: 16, before: 8, edge: 'zero' },
  } as const;
  await models.save(record, { model: new Blob(['abc']), encoder: new Blob(['de']) });
  expect((await store.listModels()).at(-1)).toMatchObject({
    id: 'may',
    builtIn: false,
    bytes: 5,
    engine: 'synctalk-2d',
    audioEncoder: 'ave',
  });
  const model = await store.lipsyncModel('may');
  expect(model).toMatchObject({ engine: 'synctalk-2d', heard: { layout: record.layout } });
  expect(await store.lipsyncModel('may')).toEqual(model);

  await expect(store.removeModel('here')).rejects.toMatchObject({
    code: 'bad-option',
    message: 'The model "here" belongs to the app and cannot be removed.',
  });
  await store.removeModel('may');
  expect((await store.listModels()).map(({ id }) => id)).not.toContain('may');
  await expect(store.lipsyncModel('may')).rejects.toMatchObject({ code: 'model-missing' });
  await expect(store.removeModel('may')).rejects.toMatchObject({ code: 'bad-option' });
});
