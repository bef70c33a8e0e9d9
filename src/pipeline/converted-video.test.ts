import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PreparedVideo } from '../workers/protocol/media';

const discardTemporary = vi.fn(() => Promise.resolve());
const giveUp = vi.fn();
vi.mock('../platform/temporary-claim', () => ({ claimTemporaryFile: () => giveUp }));
vi.mock('./threads', () => ({
  threads: {
    render: { call: (use: (media: unknown) => Promise<unknown>) => use({ discardTemporary }) },
  },
}));
const { dropConverted, keepConverted, releaseConverted, takeConverted } =
  await import('./converted-video');

const media = new Blob(['an HEVC file']);
const same = new Blob(['an HEVC file']);
const whole = {};

function prepared(temporaryFile: string | null): PreparedVideo {
  const info = { width: 640, height: 360, frames: 50, duration: 2, sourceFps: 30 };
  const video = new Blob(['H.264']);
  const made = { ...info, codec: 'hevc', decoder: 'ffmpeg' } as const;
  return { info: made, video, begins: 0, still: false, temporaryFile };
}

beforeEach(() => {
  vi.useFakeTimers();
  discardTemporary.mockClear();
  giveUp.mockClear();
});
afterEach(async () => {
  await dropConverted();
  vi.useRealTimers();
});

it('gives what was converted to the next who asks for the same content, in no larger size', async () => {
  const made = prepared('a.1');
  await keepConverted(media, { maxSide: 1920 }, made);
  await releaseConverted('a.1');
  expect(discardTemporary).not.toHaveBeenCalled();
  expect(await takeConverted(same, { maxSide: 1280 })).toMatchObject({ temporaryFile: 'a.1' });
  expect(await takeConverted(same, whole)).toBeUndefined();
  expect(await takeConverted(new Blob(['another file']), { maxSide: 1280 })).toBeUndefined();
});

it.each([
  [{ start: 2, seconds: 20 }, { start: 2, seconds: 20 }, true],
  [{ start: 2, seconds: 20 }, { start: 5, seconds: 3 }, true],
  [{ start: 2, seconds: 20 }, { start: 0, seconds: 20 }, false],
  [{ start: 2, seconds: 20 }, { start: 5, seconds: 20 }, false],
  [{ start: 2, seconds: 20 }, undefined, false],
  [undefined, { start: 5, seconds: 20 }, true],
])('a conversion of %j serves one of %j: %s', async (part, asked, serves) => {
  await keepConverted(media, { part }, prepared('b.1'));
  expect((await takeConverted(media, { part: asked })) !== undefined).toBe(serves);
  await releaseConverted('b.1');
  if (serves) await releaseConverted('b.1');
});

it('deletes it when another video is converted, but not while it is in use', async () => {
  await keepConverted(media, whole, prepared('c.1'));
  await keepConverted(new Blob(['another file']), whole, prepared('c.2'));
  expect(discardTemporary).not.toHaveBeenCalled();
  await releaseConverted('c.1');
  expect(discardTemporary).toHaveBeenCalledExactlyOnceWith('c.1');
  expect(giveUp).toHaveBeenCalledOnce();
  await releaseConverted('c.2');
  expect(discardTemporary).toHaveBeenCalledOnce();
});

it('deletes it some minutes after its last use', async () => {
  await keepConverted(media, whole, prepared('d.1'));
  await vi.advanceTimersByTimeAsync(3_600_000);
  await releaseConverted('d.1');
  await vi.advanceTimersByTimeAsync(300_000);
  expect(await takeConverted(media, whole)).toBeDefined();
  await releaseConverted('d.1');
  await vi.advanceTimersByTimeAsync(300_000);
  expect(discardTemporary).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(discardTemporary).toHaveBeenCalledExactlyOnceWith('d.1');
});

it('keeps no glance at a frame, and nothing that lies in memory', async () => {
  await keepConverted(media, whole, prepared(null));
  expect(await takeConverted(media, whole)).toBeUndefined();
  await keepConverted(media, { part: { start: 3, seconds: 0.2 } }, prepared('e.1'));
  expect(await takeConverted(media, { part: { start: 3, seconds: 0.2 } })).toBeUndefined();
  await releaseConverted('e.1');
  expect(discardTemporary).toHaveBeenCalledExactlyOnceWith('e.1');
});

it('offers no file that has been cleared away', async () => {
  const gone = prepared('f.1');
  vi.spyOn(gone.video, 'slice').mockImplementation(() => {
    throw new DOMException('gone', 'NotFoundError');
  });
  await keepConverted(media, whole, gone);
  expect(await takeConverted(media, whole)).toBeUndefined();
});
