import { zipSync } from 'fflate';
import { expect, it, vi } from 'vitest';
import type { Studio } from '../state/studio.svelte';
import { bringFace } from './bring-face';

function studioWith({ busy = false } = {}) {
  const bring = vi.fn();
  const importPack = vi.fn(() => Promise.resolve());
  const show = vi.fn();
  const parts = { addFace: { bring }, models: { import: importPack }, panel: { show } };
  return { studio: { ...parts, job: { busy } } as unknown as Studio, bring, importPack, show };
}

const zip = (...names: string[]): File[] => {
  const content = Object.fromEntries(names.map((name) => [name, new Uint8Array(9)]));
  return [new File([zipSync(content)], 'brought.zip')];
};

it('opens models for a zip, a folder or a bare file of one', async () => {
  const packs = [
    zip('mouth/model.json', 'mouth/mouth.onnx'),
    ['model.json', 'mouth.onnx'].map((name) => new File(['{}'], name)),
    [new File(['x'], 'mouth.onnx')],
  ];
  for (const files of packs) {
    const { studio, bring, importPack, show } = studioWith();
    await bringFace(studio, files);
    expect(show.mock.calls).toEqual([[{ kind: 'models' }]]);
    expect(importPack).toHaveBeenCalledWith(files);
    expect(bring).not.toHaveBeenCalled();
  }
});

it('opens the face dialog for clips, also beside other things, and for what only its import can judge', async () => {
  const damaged = new File([new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])], 'eve.zip');
  for (const files of [zip('eve/silence.mp4', 'eve/model.json'), [damaged]]) {
    const { studio, bring, importPack, show } = studioWith();
    await bringFace(studio, files);
    expect(show.mock.calls).toEqual([[{ kind: 'add-face' }]]);
    expect(bring).toHaveBeenCalledWith(files);
    expect(importPack).not.toHaveBeenCalled();
  }
});

it('does not check a model while a video is made', async () => {
  const { studio, importPack, show } = studioWith({ busy: true });
  await bringFace(studio, zip('model.json'));
  expect(show).toHaveBeenCalledWith({ kind: 'models' });
  expect(importPack).not.toHaveBeenCalled();
});
