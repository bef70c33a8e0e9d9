import { describe, expect, it } from 'vitest';
import { LatestOnly } from './latest-only';

describe('LatestOnly', () => {
  it('runs one step at a time and skips what was overtaken', async () => {
    const begun: number[] = [];
    let running = 0;
    let mostRunning = 0;
    const latest = new LatestOnly<number>(async (input) => {
      begun.push(input);
      mostRunning = Math.max(mostRunning, ++running);
      await Promise.resolve();
      running--;
    });
    await Promise.all([1, 2, 3, 4, 5].map((input) => latest.ask(input)));
    expect(begun).toEqual([1, 5]);
    expect(mostRunning).toBe(1);
  });

  it('goes on after a step that failed', async () => {
    const done: number[] = [];
    const latest = new LatestOnly<number>((input) => {
      if (input === 1) return Promise.reject(new Error('no'));
      done.push(input);
      return Promise.resolve();
    });
    await expect(latest.ask(1)).rejects.toThrow('no');
    await latest.ask(2);
    expect(done).toEqual([2]);
  });
});
