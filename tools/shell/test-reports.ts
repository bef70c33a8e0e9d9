/** Reads how many tests passed and failed out of the runners' JSON reports. */

export interface Count {
  passed: number;
  failed: number;
}

export function countVitest(report: string): Count {
  const { numPassedTests, numFailedTests } = JSON.parse(report) as {
    numPassedTests: number;
    numFailedTests: number;
  };
  return { passed: numPassedTests, failed: numFailedTests };
}

/** A flaky test (failed, then passed on retry) counts as passed, as Playwright's own exit code does. */
export function countPlaywright(report: string): Count {
  const { stats } = JSON.parse(report) as {
    stats: { expected: number; unexpected: number; flaky: number };
  };
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
}
