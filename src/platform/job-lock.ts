/** Held (shared) by every running job, in any tab; an update of the app waits for it. */
const JOB_LOCK = 'mouthpiece-job';

const POLL_MILLISECONDS = 1000;

/**
 * Runs a job under a Web Lock, which keeps browsers from freezing a hidden tab, and with the
 * screen kept awake where the browser can. Both are released however the job ends.
 */
export async function withJobLock<T>(job: () => Promise<T>): Promise<T> {
  if (navigator.locks === undefined) return withScreenAwake(job);
  let outcome: { value: T } | undefined;
  await navigator.locks.request(JOB_LOCK, { mode: 'shared' }, async () => {
    outcome = { value: await withScreenAwake(job) };
  });
  if (outcome === undefined) throw new Error('The job lock was stolen.');
  return outcome.value;
}

/** Whether a job runs in any tab of this origin. */
export async function jobRuns(): Promise<boolean> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name === JOB_LOCK);
}

/**
 * Resolves when no job runs in any tab of this origin. Asks now and then instead of queueing for the lock, which
 * would make the next job of every tab wait as well.
 */
export async function jobsDone(): Promise<void> {
  while (await jobRuns()) await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
}

/** Runs `act` once no job runs in any tab of this origin; jobs asked for meanwhile wait for it. */
export async function whenNoJobRuns(act: () => void): Promise<void> {
  if (navigator.locks === undefined) act();
  else await navigator.locks.request(JOB_LOCK, act);
}

async function withScreenAwake<T>(job: () => Promise<T>): Promise<T> {
  const screen = await screenLock();
  try {
    return await job();
  } finally {
    await screen?.release();
  }
}

/** Refused in hidden tabs and at low battery; the job runs all the same. */
async function screenLock(): Promise<WakeLockSentinel | null> {
  if (typeof navigator === 'undefined' || !('wakeLock' in navigator)) return null;
  try {
    return await navigator.wakeLock.request('screen');
  } catch {
    return null;
  }
}
