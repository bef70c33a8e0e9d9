import { describe, expect, it, vi } from 'vitest';
import type { Progress } from '../workers/protocol/progress';
import { StageWatch } from './stage-watch';

describe('StageWatch', () => {
  it('adds up a stage that runs twice and keeps stages apart', async () => {
    vi.useFakeTimers();
    try {
      const watch = new StageWatch();
      const take = (ms: number) => () => {
        vi.advanceTimersByTime(ms);
        return Promise.resolve();
      };
      await watch.stage('lipsync', 'frames', take(1000));
      await watch.stage('lipsync', 'frames', take(500));
      await watch.stage('mux', 'frames', take(250));
      expect(watch.stageSeconds).toEqual({ lipsync: 1.5, mux: 0.25 });
      expect(watch.wallSeconds).toBeCloseTo(1.75);
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells of a stage as it begins, also of one that counts nothing', async () => {
    const seen: Progress[] = [];
    const watch = new StageWatch((progress) => seen.push(progress));
    await watch.stage('verify', 'items', () => Promise.resolve());
    expect(seen).toEqual([{ stage: 'verify', done: 0, total: 0, unit: 'items' }]);
  });

  it('throttles reports, never drops the last, and estimates the time left from speed', async () => {
    vi.useFakeTimers();
    try {
      const seen: Progress[] = [];
      const watch = new StageWatch((progress) => seen.push(progress));
      await watch.stage('render', 'frames', (report) => {
        for (let frame = 0; frame <= 100; frame++) {
          report(frame, 100);
          vi.advanceTimersByTime(20);
        }
        return Promise.resolve();
      });
      expect(seen.length).toBeLessThan(40);
      expect(seen.at(-1)).toMatchObject({ done: 100, total: 100, stage: 'render' });
      const half = seen.find((progress) => progress.done >= 50);
      expect(half?.etaSeconds).toBeGreaterThan(0.8);
      expect(half?.etaSeconds).toBeLessThan(1.2);
    } finally {
      vi.useRealTimers();
    }
  });
});
