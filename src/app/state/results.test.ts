import { expect, it, vi } from 'vitest';
import type { Keeping } from './keeping.svelte';
import type { Notices } from './notices.svelte';
import { Results, type ResultLibrary, type StoredResult } from './results.svelte';

const stored = (id: string): StoredResult => {
  return { id, name: `${id}.wav`, created: new Date(0), bytes: 3, duration: 1 };
};

function resultsWith(...ids: string[]) {
  const remove = vi.fn(() => Promise.resolve());
  const list = () => Promise.resolve(ids.map(stored));
  const library = { list, remove } as unknown as ResultLibrary;
  return new Results(library, {} as Notices, {} as Keeping);
}

it('takes a deleted video off the stage: its file is gone', async () => {
  const results = resultsWith('made', 'older');
  results.show('made.wav', new Blob(['mp4']), { id: 'made' });
  await results.remove(stored('older'));
  expect(results.shown?.id).toBe('made');
  await results.remove(stored('made'));
  expect(results.shown).toBeNull();
});

it('leaves a video on the stage that is not kept', async () => {
  const results = resultsWith('older');
  results.show('made.wav', new Blob(['mp4']), { id: null });
  await results.remove(stored('older'));
  expect(results.shown?.name).toBe('made.wav');
});

it('knows in this visit what a custom video was, though it is not stored with it', async () => {
  const open = () => Promise.resolve({ video: new Blob(['mp4']), edl: null, avatarId: null });
  const library = { open, remove: () => Promise.resolve(), list: () => Promise.resolve([]) };
  const results = new Results(library as unknown as ResultLibrary, {} as Notices, {} as Keeping);
  const edl = { fps: 25, totalFrames: 0, events: [] } as const;
  const original = { edl: { ...edl, events: [] }, clips: () => Promise.resolve(new Map()) };
  results.show('made.wav', new Blob(['mp4']), { id: 'made', original });
  await results.open(stored('older'));
  expect(results.shown).toMatchObject({ id: 'older', original: null });
  await results.open(stored('made'));
  expect(results.shown?.original).toBe(original);
});
