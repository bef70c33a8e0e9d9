import { describe, expect, it } from 'vitest';
import { describeProgress, ProgressLine } from './progress-line.ts';

const half = { stage: 'lipsync', done: 50, total: 100, unit: 'frames' } as const;

function recorded(isTTY: boolean) {
  const written: string[] = [];
  let now = 0;
  const stream = { isTTY, write: (text: string) => written.push(text) };
  const line = new ProgressLine(stream as unknown as NodeJS.WriteStream, () => now);
  return { line, written, wait: (ms: number) => (now += ms) };
}

describe('progress line', () => {
  it('tells stage, share, amount, speed and time left', () => {
    expect(describeProgress({ ...half, etaSeconds: 64.2 }, 12.34)).toBe(
      'lipsync        50 %  50 of 100 frames  12.3 fps  ETA 1:05',
    );
    expect(describeProgress({ stage: 'models', done: 0, total: 2e6, unit: 'bytes' }, 5)).toBe(
      'models          0 %  0 B of 2.0 MB',
    );
  });

  it('rewrites one line on a terminal', () => {
    const { line, written, wait } = recorded(true);
    line.show({ ...half, done: 0 });
    wait(1000);
    line.show(half);
    expect(written).toHaveLength(2);
    expect(written[1]).toMatch(/^\r.*50 of 100 frames {2}50\.0 fps/);
    line.end();
    expect(written.at(-1)).not.toMatch(/\n/);
  });

  it('writes few plain lines into a log', () => {
    const { line, written, wait } = recorded(false);
    for (let done = 0; done <= 100; done++, wait(100)) line.show({ ...half, done });
    expect(written.length).toBeLessThanOrEqual(4);
    expect(written.every((text) => text.endsWith('\n'))).toBe(true);
    line.show({ ...half, stage: 'probe', done: 1, total: 1 });
    expect(written.at(-1)).toMatch('probe');
  });
});
