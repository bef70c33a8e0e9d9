import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Mode } from '../../pipeline/types';
import type { Progress } from '../../workers/protocol/progress';
import { Job } from './job.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Shows one report after the other, as a user sees them. */
function shown(mode: Mode, reports: readonly Progress[]): { job: Job; shares: number[] } {
  const job = new Job();
  job.begin(mode);
  const shares = reports.map((report) => {
    job.progress(report);
    vi.advanceTimersByTime(1000);
    return job.share;
  });
  return { job, shares };
}

const half = (stage: string): Progress => ({ stage, done: 50, total: 100, unit: 'frames' });
const begun = (stage: string): Progress => ({ stage, done: 0, total: 0, unit: 'items' });

it('moves on in every stage of every mode, also while the video is put together', () => {
  const stages = ['speech', 'survey', 'video', 'faces', 'warm-up', 'render', 'mux', 'verify'];
  const { shares } = shown('custom-video', stages.map(half));
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(new Set(shares).size).toBe(stages.length);
  expect(shares.at(-1)).toBeLessThan(1);
});

it('never goes back, whatever is told', () => {
  const { shares } = shown('core-clips', [half('render'), half('speech'), begun('store')]);
  expect(new Set(shares).size).toBe(1);
});

it('counts what the stage counts, and nothing where it counts nothing', () => {
  const { job } = shown('core-clips', [half('mux')]);
  expect(job.count).toEqual({ done: 50, total: 100, unit: 'frames' });
  expect(job.stageText).toBe('Putting it together');
  job.progress(begun('verify'));
  vi.advanceTimersByTime(1000);
  expect(job.count).toBeNull();
  expect(job.stageText).toBe('Checking the result');
});
