import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Edl } from '../core/clips/edl';
import { AppError } from '../workers/protocol/errors';
import type { Segment } from '../workers/protocol/media';
import { journalled } from './job-journal';
import type { Warning } from './types';

const jobs = vi.hoisted(() => ({
  create: vi.fn(),
  addSegment: vi.fn(),
  discard: vi.fn(),
}));
vi.mock('../platform/storage/storage', () => ({ appStorage: () => Promise.resolve({ jobs }) }));

const full = () => Promise.reject(new AppError('storage-full', 'No room.', { hint: 'Make some.' }));
const edl: Edl = { fps: 25, totalFrames: 50, events: [] };
const input = { request: { mode: 'core-clips' as const, audio: new Blob(['sound']) } };

const piece = (first: number): Segment => ({
  blob: new Blob(['in memory']),
  first,
  frames: 25,
  lipsyncedFrames: 0,
  framesWithoutFace: 0,
});

/** A job of two segments; resolves with their videos' texts. */
function job(warnings: Warning[], fail?: Error): Promise<string[]> {
  return journalled(input, { edl, encoder: 'webcodecs' }, warnings, async (_done, onSegment) => {
    const segments = [await onSegment(piece(0)), await onSegment(piece(25))];
    if (fail) throw fail;
    return Promise.all(segments.map(({ blob }) => blob.text()));
  });
}

beforeEach(() => {
  jobs.create.mockReset().mockResolvedValue({ id: 'entry' });
  jobs.addSegment.mockReset().mockImplementation(() => Promise.resolve(new Blob(['stored'])));
  jobs.discard.mockReset().mockResolvedValue(undefined);
});

describe('journalled', () => {
  it('goes on with the stored segments, and deletes the entry at the end', async () => {
    expect(await job([])).toEqual(['stored', 'stored']);
    expect(jobs.discard).toHaveBeenCalledWith('entry');
  });

  it('deletes the entry of a job that found no room for its later segments', async () => {
    jobs.addSegment.mockImplementationOnce(() => Promise.resolve(new Blob(['stored'])));
    jobs.addSegment.mockImplementationOnce(full);
    const warnings: Warning[] = [];
    expect(await job(warnings)).toEqual(['stored', 'in memory']);
    expect(warnings.map(({ code }) => code)).toEqual(['not-resumable']);
    expect(jobs.discard).toHaveBeenCalledWith('entry');
  });

  it('keeps the entry of a job that failed on the way, not that of a cancelled one', async () => {
    await expect(job([], new Error('failed'))).rejects.toThrow('failed');
    expect(jobs.discard).not.toHaveBeenCalled();
    await expect(job([], new DOMException('x', 'AbortError'))).rejects.toThrow();
    expect(jobs.discard).toHaveBeenCalledTimes(1);
  });

  it('keeps what a resumed job had when that is cancelled', async () => {
    const resumed = { id: 'entry', edl, encoder: 'webcodecs' as const, segments: [piece(0)] };
    const cancelled = journalled({ ...input, resumed }, resumed, [], () =>
      Promise.reject(new DOMException('x', 'AbortError')),
    );
    await expect(cancelled).rejects.toThrow();
    expect(jobs.discard).not.toHaveBeenCalled();
  });

  it('does its work without any storage', async () => {
    jobs.create.mockImplementation(full);
    expect(await job([])).toEqual(['in memory', 'in memory']);
  });

  it('does not fail a finished job over an entry that cannot be deleted', async () => {
    jobs.discard.mockImplementation(full);
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await job([])).toHaveLength(2);
  });
});
