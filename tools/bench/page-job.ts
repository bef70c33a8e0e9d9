/** One job pressed through the page, with what a user would feel measured in the page itself. */
import type { Page } from 'playwright-core';
import type { GenerateStats } from '../../src/pipeline/types.ts';
import type { FileSource } from '../shell/generate-in-page.ts';

export interface PageJob {
  stats: GenerateStats;
  frames: number;
  duration: number;
  /** Seconds from the press of Generate to the first preview frame; null when none came. */
  firstPreview: number | null;
  /** Longest task of the main thread from the press to the shown result, in ms; 0 when none passed 50 ms. */
  longestTask: number;
}

/** A job may be this much slower than the audio before the benchmark gives up. */
const SLOWEST_FACTOR = 6;

interface Recorded {
  begun: number;
  firstPreview: number | null;
  longestTask: number;
  result: { stats: GenerateStats; frames: number; duration: number } | null;
  error: string | null;
}

type RecordingWindow = Window & { benchJob?: Recorded; benchFlush?: () => number };

/** Time that a user spends looking at the waveform before pressing Generate, in ms. */
const LOOK_AROUND = 4000;

/**
 * Chooses `audio` in the page and presses Generate: at once, or after a look at the planned clips.
 * @throws Error when the job fails or takes far too long.
 */
export async function runPageJob(
  page: Page,
  audio: FileSource,
  seconds: number,
  { lookAround = false } = {},
): Promise<PageJob> {
  await page.evaluate(listen);
  await page.getByLabel('Speech audio').setInputFiles(audio);
  if (lookAround) {
    await page.getByText(/clips? planned/).waitFor();
    await page.waitForTimeout(LOOK_AROUND);
  }
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  const finished = await page.waitForFunction(
    () => {
      const job = (window as RecordingWindow).benchJob;
      return job?.result || job?.error ? job : null;
    },
    null,
    { timeout: SLOWEST_FACTOR * seconds * 1000 + 60_000, polling: 500 },
  );
  const job = await finished.jsonValue();
  if (!job?.result) throw new Error(`The job failed: ${job?.error ?? 'no answer'}`);
  const { firstPreview, result } = job;
  // A task is told of once it has ended, and the one that ended the job had not when the answer came.
  const longestTask = await page.evaluate(flushTasks);
  return { ...result, firstPreview, longestTask };
}

/** Runs in the page: records the next job that the page itself starts. */
function listen(): void {
  const recorded: Recorded = {
    begun: 0,
    firstPreview: null,
    longestTask: 0,
    result: null,
    error: null,
  };
  const recorder: RecordingWindow = window;
  recorder.benchJob = recorded;
  const original = window.mouthpiece.generate.bind(window.mouthpiece);
  const take = (entries: PerformanceEntryList): void => {
    for (const { duration } of entries) {
      recorded.longestTask = Math.max(recorded.longestTask, duration);
    }
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  addEventListener(
    'click',
    () => {
      observer.observe({ entryTypes: ['longtask'] });
      recorded.begun = performance.now();
    },
    { capture: true, once: true },
  );
  window.mouthpiece.generate = async (request, run = {}) => {
    window.mouthpiece.generate = original;
    try {
      const result = await original(request, {
        ...run,
        onPreview: (frame, index) => {
          recorded.firstPreview ??= (performance.now() - recorded.begun) / 1000;
          if (run.onPreview) run.onPreview(frame, index);
          else frame.close();
        },
      });
      const { stats, frames, duration } = result;
      recorded.result = { stats, frames, duration };
      return result;
    } catch (error) {
      recorded.error = String(error);
      throw error;
    }
  };
  recorder.benchFlush = () => {
    take(observer.takeRecords());
    observer.disconnect();
    return recorded.longestTask;
  };
}

/** Runs in the page: ends the watch. @returns the longest task in ms. */
async function flushTasks(): Promise<number> {
  // What follows the answer (showing the result) belongs to the job: two frames let it be drawn.
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  const recorder: RecordingWindow = window;
  return recorder.benchFlush?.() ?? 0;
}
