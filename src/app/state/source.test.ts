import { describe, expect, it, vi } from 'vitest';
import type { FaceTrack } from '../../core/faces/face-track';
import type { FaceOptions, Mouthpiece } from '../../pipeline/types';
import { AppError, abortError, type ErrorCode } from '../../workers/protocol/errors';
import type { Run } from '../../workers/protocol/progress';
import { Source } from './source.svelte';

const track: FaceTrack = { width: 640, height: 480, fps: 25, frames: [null, null] };
const video = (name = 'eve.mp4') => new File(['video'], name, { type: 'video/mp4' });

function sourceWith(detect: (media: Blob, options: FaceOptions, run: Run) => Promise<FaceTrack>) {
  const detectFaces = vi.fn(detect);
  const source = new Source({ detectFaces } as unknown as Mouthpiece, () => undefined);
  return { source, detectFaces };
}

describe('the source video', () => {
  it('is looked at as soon as its length is known, a long one in samples', async () => {
    const { source, detectFaces } = sourceWith(() => Promise.resolve(track));
    source.choose(video());
    expect(detectFaces).not.toHaveBeenCalled();
    source.measured(10, 640);
    await vi.waitFor(() => expect(detectFaces).toHaveBeenCalledTimes(1));
    expect(detectFaces.mock.calls[0]?.[1]).toEqual({ everyNthFrame: 1, maxFaces: 4 });
    source.choose(video());
    source.measured(600, 640);
    await vi.waitFor(() => expect(detectFaces).toHaveBeenCalledTimes(2));
    expect(detectFaces.mock.calls[1]?.[1]).toEqual({ everyNthFrame: 20, maxFaces: 4 });
    expect(source.range).toEqual({ start: 0, end: 600 });
  });

  it('is looked at even where the browser cannot show it', async () => {
    const { source, detectFaces } = sourceWith(() => Promise.resolve(track));
    source.choose(video('eve.avi'));
    source.unreadable();
    await vi.waitFor(() => expect(source.duration).toBe(2 / 25));
    expect(detectFaces).toHaveBeenCalledTimes(1);
    expect(source.shown).toBe(false);
    expect(source.range).toEqual({ start: 0, end: 2 / 25 });
  });

  it('is of no use without a face, but after a failure that may pass', async () => {
    let code: ErrorCode = 'no-face';
    const { source } = sourceWith(() =>
      Promise.reject(new AppError(code, 'Failed.', { hint: 'Try again.' })),
    );
    source.choose(new File(['picture'], 'tree.png', { type: 'image/png' }));
    await vi.waitFor(() => expect(source.unusable).toBe(true));
    expect(source.looking.error?.code).toBe('no-face');
    code = 'out-of-memory';
    source.choose(new File(['picture'], 'eve.png', { type: 'image/png' }));
    await vi.waitFor(() => expect(source.looking.error?.code).toBe('out-of-memory'));
    expect(source.unusable).toBe(false);
  });

  it('forgets what was being found when another is chosen', async () => {
    const { source } = sourceWith(
      (media, _options, { signal }) =>
        new Promise((resolve, reject) => {
          if (media instanceof File && media.name === 'new.mp4') resolve(track);
          else signal?.addEventListener('abort', () => reject(abortError()));
        }),
    );
    source.choose(video());
    source.measured(2, 640);
    source.rightsConfirmed = true;
    source.choose(video('new.mp4'));
    expect(source.rightsConfirmed).toBe(false);
    source.measured(2, 640);
    await vi.waitFor(() => expect(source.track).toBe(track));
    expect(source.looking.error).toBeNull();
  });
});
