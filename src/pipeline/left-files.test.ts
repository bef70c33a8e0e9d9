import type { Remote } from 'comlink';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaWorkerApi } from '../workers/protocol/media';

const discardTemporary = vi.fn(() => Promise.resolve());
const media = { discardTemporary } as unknown as Remote<MediaWorkerApi>;
const thread = {
  call: vi.fn((use: (api: Remote<MediaWorkerApi>) => Promise<unknown>) => use(media)),
};
vi.mock('./threads', () => ({ threads: { audio: thread, render: thread } }));
const { callForFile, discardCancelledFiles, keepShown } = await import('./left-files');

beforeEach(() => vi.clearAllMocks());

describe('callForFile', () => {
  const made = { temporaryFile: 'a.1' };

  it('deletes the file of an answer that comes after the cancel', async () => {
    const controller = new AbortController();
    const use = () => {
      controller.abort();
      return Promise.resolve(made);
    };
    await callForFile(thread as never, use, controller.signal);
    expect(discardTemporary).toHaveBeenCalledExactlyOnceWith('a.1');
  });

  it('leaves a wanted file alone', async () => {
    const { signal } = new AbortController();
    await callForFile(thread as never, () => Promise.resolve(made), signal);
    expect(discardTemporary).not.toHaveBeenCalled();
  });
});

it('after a cancel, clears what both threads left, but nothing that is shown', () => {
  keepShown('b.2');
  discardCancelledFiles();
  expect(thread.call).toHaveBeenCalledTimes(2);
  expect(discardTemporary).toHaveBeenCalledWith(undefined, ['b.2']);
});
