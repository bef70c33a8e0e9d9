import { expect, it } from 'vitest';
import { goals, type Figures } from './report.ts';

it('tells the longest task of both jobs, each against the goal', () => {
  const job = (longestTask: number) => ({
    stats: { realTimeFactor: 0.5 },
    firstPreview: 1,
    longestTask,
  });
  const figures = {
    seconds: 60,
    job: job(0),
    looked: job(61),
    memory: [],
    drawing: null,
    firstVisit: 27e6,
    customVideo: { ...job(0), landmarks: { one: 9, two: 15, bare: 10 } },
  } as unknown as Figures;
  const rows = goals(figures).filter(({ measure }) => measure.startsWith('longest task'));
  expect(rows.map(({ value, met }) => [value, met])).toEqual([
    ['none over 50 ms', true],
    ['61 ms', false],
  ]);
});
