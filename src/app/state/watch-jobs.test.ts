import { expect, it, vi } from 'vitest';
import type { Mouthpiece } from '../../pipeline/types';
import { Job } from './job.svelte';
import { watchJobs } from './watch-jobs';

/** Calls that end when they are told to. */
function pending() {
  let resolve = (): void => undefined;
  let reject = (_why: Error): void => undefined;
  const ended = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { call: vi.fn(() => ended), resolve, reject };
}

it('knows of jobs and of looking for faces, however they end and whoever began them', async () => {
  const [made, faces] = [pending(), pending()];
  const job = new Job();
  const mouthpiece = watchJobs(
    { generate: made.call, detectFaces: faces.call, jobs: {} } as unknown as Mouthpiece,
    { begun: () => job.begun(), ended: () => job.ended() },
    { begun: () => job.lookBegun(), ended: () => job.lookEnded() },
  );
  const state = () => ({ busy: job.busy, occupied: job.occupied });
  expect(state()).toEqual({ busy: false, occupied: false });

  const looking = mouthpiece.detectFaces(new Blob());
  expect(state()).toEqual({ busy: false, occupied: true });
  const making = mouthpiece.generate({ mode: 'core-clips', audio: new Blob() });
  expect(state()).toEqual({ busy: true, occupied: true });

  faces.reject(new Error('no face'));
  await expect(looking).rejects.toThrow('no face');
  expect(state()).toEqual({ busy: true, occupied: true });
  made.resolve();
  await making;
  expect(state()).toEqual({ busy: false, occupied: false });
});
