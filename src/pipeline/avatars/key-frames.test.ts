import { beforeEach, expect, it, vi } from 'vitest';
import type { AvatarMedia } from '../../platform/avatars';
import { abortError } from '../../workers/protocol/errors';
import { jobs } from '../job-queue';

const track = { width: 640, height: 480, fps: 25, frames: [null] };
const clip = { name: 'talk.mp4', kind: 'talk', frames: 1, blob: new Blob(['eve']), track } as const;
const eve: AvatarMedia = {
  ...{ id: 'eve', width: 640, height: 480, clips: [clip] },
  lipsync: { engine: 'exemplar', modelId: null },
};
let avatar = eve;

const kept = new Map<string, unknown>();
const registerClips = vi.fn(() => Promise.resolve([]));
const openLipsync = vi.fn(() => Promise.resolve({}));

vi.mock('../loaded-avatar', () => ({ loadedAvatar: () => Promise.resolve(avatar) }));
vi.mock('../lipsync-session', () => ({ openLipsync }));
vi.mock('../track-cache', () => ({
  openCaches: () =>
    Promise.resolve({
      get: (key: string) => Promise.resolve(kept.get(key)),
      put: (key: string, value: unknown) => Promise.resolve(kept.set(key, value)),
    }),
}));
vi.mock('../threads', () => ({
  threads: { render: { call: (use: (media: unknown) => unknown) => use({ registerClips }) } },
}));
const { prepareKeyFrames } = await import('./key-frames');

beforeEach(() => {
  avatar = eve;
  kept.clear();
  vi.clearAllMocks();
});

it('opens the clips and the engine of an avatar once, which cuts its pictures', async () => {
  await prepareKeyFrames('eve');
  expect(registerClips).toHaveBeenCalledExactlyOnceWith([{ name: 'talk.mp4', blob: clip.blob }]);
  const choice = expect.objectContaining({ engine: 'exemplar', modelUrl: null }) as object;
  expect(openLipsync).toHaveBeenCalledExactlyOnceWith(eve, choice, 1, [], undefined);
  await prepareKeyFrames('eve');
  expect(openLipsync).toHaveBeenCalledOnce();
  avatar = { ...eve, clips: [{ ...clip, blob: new Blob(['eve, cut anew']) }] };
  await prepareKeyFrames('eve');
  expect(openLipsync).toHaveBeenCalledTimes(2);
});

it('leaves alone what needs no pictures, and the threads of a video that is being made', async () => {
  let finish: () => void = () => undefined;
  const job = jobs.run(() => new Promise<void>((resolve) => (finish = resolve)));
  await prepareKeyFrames('eve');
  finish();
  await job;
  expect(openLipsync).not.toHaveBeenCalled();
  avatar = { ...eve, lipsync: null };
  vi.spyOn(console, 'warn').mockReturnValueOnce();
  await prepareKeyFrames('eve');
  expect(openLipsync).not.toHaveBeenCalled();
});

it('spoils nothing when it fails, and is tried again', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValueOnce();
  openLipsync.mockRejectedValueOnce(new TypeError('No memory.'));
  await expect(prepareKeyFrames('eve')).resolves.toBeUndefined();
  expect(warn).toHaveBeenCalledOnce();
  await prepareKeyFrames('eve');
  expect(openLipsync).toHaveBeenCalledTimes(2);
});

it('can be cancelled', async () => {
  openLipsync.mockRejectedValueOnce(abortError());
  await expect(prepareKeyFrames('eve')).rejects.toMatchObject({ name: 'AbortError' });
});
