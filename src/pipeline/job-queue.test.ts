import { describe, expect, it } from 'vitest';
import { isAbort } from '../workers/protocol/errors';
import { JobQueue } from './job-queue';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('JobQueue', () => {
  it('runs jobs one at a time, in order', async () => {
    const queue = new JobQueue();
    const events: string[] = [];
    const job = (name: string) => async () => {
      events.push(`${name}+`);
      await pause(5);
      events.push(`${name}-`);
      return name;
    };
    expect(queue.idle).toBe(true);
    const both = [queue.run(job('a')), queue.run(job('b'))];
    expect(queue.idle).toBe(false);
    const results = await Promise.all(both);
    expect(queue.idle).toBe(true);
    expect(results).toEqual(['a', 'b']);
    expect(events).toEqual(['a+', 'a-', 'b+', 'b-']);
  });

  it('goes on after a job that failed', async () => {
    const queue = new JobQueue();
    const failed = queue.run(() => Promise.reject(new Error('no')));
    const next = queue.run(() => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
    expect(queue.idle).toBe(true);
  });

  it('lets a waiting job leave at once when it is cancelled, without ever starting it', async () => {
    const queue = new JobQueue();
    let release = () => {};
    const first = queue.run(() => new Promise<void>((resolve) => (release = resolve)));
    const abort = new AbortController();
    let started = false;
    const second = queue.run(() => {
      started = true;
      return Promise.resolve();
    }, abort.signal);
    abort.abort();
    await expect(second).rejects.toSatisfy(isAbort);
    release();
    await first;
    await pause(1);
    expect(started).toBe(false);
  });
});
