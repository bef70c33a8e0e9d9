import { expect, test, vi } from 'vitest';
import type { Progress } from '../../workers/protocol/progress';
import { ClipProgress } from './clip-progress';

test('counts clips, those done before as well, and the frames of the one in work in between', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  const clips = [50, 100, 100].map((frames, k) => ({
    name: `${k}`,
    kind: 'talk' as const,
    frames,
  }));
  const seen: Progress[] = [];
  const progress = new ClipProgress(clips, clips.slice(1), (report) => seen.push(report));
  const [, first, second] = clips;
  if (!first || !second) throw new Error('no clips');
  const frames = (done: number) => ({ stage: 'faces', done, total: 100, unit: 'frames' }) as const;
  now.mockReturnValue(10_000);
  progress.within(first)(frames(50));
  progress.finish(first);
  progress.within(second)({ stage: 'video', done: 1, total: 2, unit: 'seconds' });
  progress.within(second)(frames(25));
  progress.finish(second);
  now.mockRestore();
  expect(seen.map(({ done, total }) => [done, total])).toEqual([[1, 3], [1.5, 3], [2, 3], [2.25, 3], [3, 3]]); // prettier-ignore
  expect(seen[1]).toMatchObject({ unit: 'clips', part: { name: '1', done: 50 }, etaSeconds: 30 });
  expect(seen[4]?.etaSeconds).toBe(0);
});
