import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FaceOptions, FoundFaces, Mouthpiece } from '../../pipeline/types';
import { AppError, abortError, type ErrorCode } from '../../workers/protocol/errors';
import type { Run } from '../../workers/protocol/progress';
import { Source } from './source.svelte';

const track: FoundFaces = {
  width: 640,
  height: 480,
  fps: 25,
  frames: [null, null],
  begins: 0,
  duration: 2 / 25,
};
const video = (name = 'eve.mp4') => new File(['video'], name, { type: 'video/mp4' });

function sourceWith(detect: (media: Blob, options: FaceOptions, run: Run) => Promise<FoundFaces>) {
  const detectFaces = vi.fn(detect);
  const source = new Source(
    { detectFaces } as unknown as Mouthpiece,
    () => undefined,
    () => 'low_memory',
  );
  return { source, detectFaces };
}

describe('the source video', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is looked at as soon as its length is known, as far as a job in this quality would', async () => {
    const { source, detectFaces } = sourceWith(() => Promise.resolve(track));
    source.choose(video());
    expect(detectFaces).not.toHaveBeenCalled();
    source.measured(10, 640);
    await vi.waitFor(() => expect(detectFaces).toHaveBeenCalledTimes(1));
    // The quality bounds threads, size and number of frames.
    expect(detectFaces.mock.calls[0]?.[1]).toEqual({ quality: 'low_memory', maxFaces: 4 });
    expect(source.range).toEqual({ start: 0, end: 10 });
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

  it('is stood for by a frame with the face where the browser cannot show it', async () => {
    const face = { landmarks: new Float32Array(478 * 3), score: 1 };
    const part = { ...track, begins: 20, duration: 60, frames: [null, null, face] };
    const picture = new Blob(['frame'], { type: 'image/jpeg' });
    const found = { picture, width: 640, height: 480, faces: [] };
    const findPeople = vi.fn((_media: Blob, _seconds: number) => Promise.resolve(found));
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('There is none here.')));
    const parts = { detectFaces: () => Promise.resolve(part), findPeople };
    const source = new Source(
      parts as unknown as Mouthpiece,
      () => undefined,
      () => 'fast',
    );
    source.choose(video('eve.avi'));
    source.unreadable();
    await vi.waitFor(() => expect(source.preview).not.toBeNull());
    // The middle of the third frame, in the video and in the part that was looked at.
    expect(findPeople.mock.calls.map(([, seconds]) => seconds)).toEqual([20.1]);
    expect(source.preview?.seconds).toBeCloseTo(0.1);
    expect(await (await fetch(source.preview?.url ?? '')).text()).toBe('frame');
    source.clear();
    expect(source.preview).toBeNull();
  });

  it('can still be used where no face is in the part that was looked at', async () => {
    const part = { ...track, begins: 20, duration: 60, frames: new Array<null>(500).fill(null) };
    const { source } = sourceWith(() => Promise.resolve(part));
    source.choose(video('eve.mov'));
    source.unreadable();
    await vi.waitFor(() => expect(source.duration).toBe(60));
    expect(source.range).toEqual({ start: 0, end: 60 });
    expect(source.lookedAt).toEqual({ start: 20, end: 40 });
    expect(source.unusable).toBe(false);
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
