import { expect, it, vi } from 'vitest';
import type { Studio } from '../state/studio.svelte';
import type { Task } from '../state/task.svelte';
import { prepareFace } from './keep-face';

const warnings = [{ code: 'several-faces', message: 'Two people.' }];
const task = { run: (_stage: string, work: (run: object) => Promise<void>) => work({}) };

function studioWith(open: object | null): { studio: Studio; show: ReturnType<typeof vi.fn> } {
  const show = vi.fn();
  const mouthpiece = { preprocessAvatar: () => Promise.resolve({ warnings }) };
  const avatars = { verify: () => Promise.resolve() };
  return { studio: { mouthpiece, avatars, panel: { open, show } } as unknown as Studio, show };
}

it('shows what was found while the clips were prepared in the face’s own dialog', async () => {
  const { studio, show } = studioWith({ kind: 'face', id: 'eve' });
  await prepareFace(studio, task as unknown as Task, 'eve');
  expect(show).toHaveBeenCalledExactlyOnceWith({ kind: 'face', id: 'eve', warnings });
});

it('opens no dialog that was closed meanwhile', async () => {
  for (const open of [null, { kind: 'help' }, { kind: 'face', id: 'ann' }]) {
    const { studio, show } = studioWith(open);
    await prepareFace(studio, task as unknown as Task, 'eve');
    expect(show).not.toHaveBeenCalled();
  }
});
