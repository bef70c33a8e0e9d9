import { describe, expect, it } from 'vitest';
import { OpfsBlobs } from '../../src/platform/storage/blob-store';
import { appStorage, storageUsage } from '../../src/platform/storage/storage';

const info = {
  title: 'a',
  avatarId: null,
  width: 2,
  height: 2,
  fps: 25,
  frames: 1,
  duration: 0.04,
  edl: null,
  speech: null,
};

async function openFolder(): Promise<OpfsBlobs> {
  const folder = await OpfsBlobs.open('test-files');
  if (!folder) throw new Error('This browser has no writable file system.');
  return folder;
}

/** A blob whose stream fails half-way, as a disk that fills up makes it. */
class FailingBlob extends Blob {
  override stream(): ReturnType<Blob['stream']> {
    let parts = 3;
    return new ReadableStream({
      pull(controller) {
        if (parts-- > 0) controller.enqueue(new Uint8Array(1000));
        else controller.error(new DOMException('full', 'QuotaExceededError'));
      },
    });
  }
}

describe('storage in the browser', () => {
  it('stores a result in the file system and gives it back until it is deleted', async () => {
    const { results } = await appStorage();
    const bytes = crypto.getRandomValues(new Uint8Array(65_536));
    const { id } = await results.save(new Blob([bytes], { type: 'video/mp4' }), info);
    const found = await results.get(id);
    expect(found?.video.type).toBe('video/mp4');
    expect(new Uint8Array((await found?.video.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(bytes);
    const folder = await OpfsBlobs.open('mouthpiece-files');
    expect(await folder?.ids()).toHaveLength(1);
    expect((await storageUsage()).quotaBytes).toBeGreaterThan(0);
    await results.delete(id);
    expect(await results.list()).toEqual([]);
    expect(await folder?.ids()).toEqual([]);
  });

  it('leaves no half-written file', async () => {
    const folder = await openFolder();
    await expect(folder.put('half', new FailingBlob())).rejects.toThrow('full');
    expect(await folder.ids()).toEqual([]);
    expect(await folder.get('half')).toBeUndefined();
    await folder.delete('half');
  });
});
