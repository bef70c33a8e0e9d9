import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest } from './test-reports.ts';

describe('test reports', () => {
  it('counts what Vitest passed and failed', () => {
    const report = JSON.stringify({ numPassedTests: 5, numFailedTests: 2, numPendingTests: 1 });
    expect(countVitest(report)).toEqual({ passed: 5, failed: 2 });
  });

  it('counts flaky Playwright tests as passed and unexpected ones as failed', () => {
    const report = JSON.stringify({ stats: { expected: 3, unexpected: 1, flaky: 2, skipped: 4 } });
    expect(countPlaywright(report)).toEqual({ passed: 5, failed: 1 });
  });
});
