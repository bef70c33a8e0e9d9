import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ModelEntry } from '../../src/platform/model-manifest';
import { placeModels } from './place-models';
import { sha256 } from './sha256';

const GOOD = Uint8Array.of(1, 2, 3);
const BAD = Uint8Array.of(4, 5);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'models-'));
});
afterEach(() => rm(folder, { recursive: true }));

function entry(id: string, committed: boolean): ModelEntry {
  const common = { licence: 'MIT', source: 'here', description: '', inputs: [], outputs: [] };
  const file = `${id}.onnx`;
  return {
    ...common,
    id,
    file,
    name: id,
    bytes: GOOD.length,
    sha256: sha256(GOOD),
    committed,
    requiredFor: [],
  };
}

test('a missing model is made, and the second time only checked', async () => {
  const make = vi.fn(() => Promise.resolve(GOOD));
  const models = [entry('vad', false)];
  expect(await placeModels(models, folder, make)).toEqual({ placed: ['vad.onnx'], failures: [] });
  expect(new Uint8Array(await readFile(join(folder, 'vad.onnx')))).toEqual(GOOD);
  expect(await placeModels(models, folder, make)).toEqual({ placed: [], failures: [] });
  expect(make).toHaveBeenCalledOnce();
});

test('a damaged file is made anew', async () => {
  await writeFile(join(folder, 'vad.onnx'), BAD);
  const { placed } = await placeModels([entry('vad', false)], folder, () => Promise.resolve(GOOD));
  expect(placed).toEqual(['vad.onnx']);
  expect(new Uint8Array(await readFile(join(folder, 'vad.onnx')))).toEqual(GOOD);
});

test('wrong bytes are never written, and the failure names the model and both checksums', async () => {
  const { failures } = await placeModels([entry('vad', false)], folder, () => Promise.resolve(BAD));
  expect(failures).toHaveLength(1);
  expect(failures[0]).toContain('vad: vad.onnx has 2 bytes');
  expect(failures[0]).toContain(sha256(BAD));
  expect(failures[0]).toContain(sha256(GOOD));
  expect(await readdir(folder)).toEqual([]);
});

test('files of the repository are checked, never overwritten; each failure stands alone', async () => {
  await writeFile(join(folder, 'head.onnx'), BAD);
  const make = vi.fn(() => Promise.resolve(GOOD));
  const models = [entry('head', true), entry('unet', true), entry('vad', false)];
  const { placed, failures } = await placeModels(models, folder, make);
  expect(placed).toEqual(['vad.onnx']);
  expect(failures[0]).toMatch(/^head: head\.onnx has 2 bytes/);
  expect(failures[1]).toMatch(/^unet: unet\.onnx is missing/);
  expect(new Uint8Array(await readFile(join(folder, 'head.onnx')))).toEqual(BAD);
});

test('a source that cannot be had fails by name', async () => {
  const make = () => Promise.reject(new Error('p@1.0.0 could not be downloaded'));
  const { failures } = await placeModels([entry('vad', false)], folder, make);
  expect(failures).toEqual(['vad: p@1.0.0 could not be downloaded']);
});
