import { afterEach, expect, it, vi } from 'vitest';
import { jobsDone } from './job-lock';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('waits for the jobs of all tabs without queueing for their lock', async () => {
  vi.useFakeTimers();
  let held = [{ name: 'mouthpiece-job' }];
  const request = vi.fn();
  vi.stubGlobal('navigator', { locks: { query: () => Promise.resolve({ held }), request } });
  let done = false;
  const waiting = jobsDone().then(() => (done = true));
  await vi.advanceTimersByTimeAsync(5000);
  expect(done).toBe(false);
  held = [];
  await vi.advanceTimersByTimeAsync(1000);
  await waiting;
  expect(request).not.toHaveBeenCalled();
});
