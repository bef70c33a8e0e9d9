import type { GenerateResult, GenerateRun, JobSummary } from '../../pipeline/types';
import { jobsDone } from '../../platform/job-lock';
import { persistStorage } from '../../platform/storage/storage';
import { isAbort } from '../../workers/protocol/errors';
import { formatSeconds } from '../format';
import type { Studio } from '../state/studio.svelte';

/** Makes the video from what is chosen; one at a time. */
export async function generateVideo(studio: Studio): Promise<void> {
  const { audio, name } = studio.voice;
  if (audio === null) return;
  const request = studio.settings.request(audio);
  await runJob(studio, name, (run) => studio.mouthpiece.generate(request, run));
}

/** Goes on with a video that a crash or a closed tab ended. */
export async function resumeVideo(studio: Studio, unfinished: JobSummary): Promise<void> {
  const { id, audioName } = unfinished;
  await runJob(studio, audioName, (run) => studio.mouthpiece.jobs.resume(id, run));
}

async function runJob(
  studio: Studio,
  name: string,
  work: (run: GenerateRun) => Promise<GenerateResult>,
): Promise<void> {
  const { job, notices, results, unfinished, log } = studio;
  if (job.running) return;
  notices.dismissError();
  notices.clearStatus();
  results.hide();
  const signal = job.begin();
  try {
    const made = await work({
      signal,
      onProgress: (progress) => job.progress(progress),
      onPreview: (frame) => job.preview(frame),
    });
    results.show(name, made.video, { made });
    const took = formatSeconds(made.stats.wallSeconds);
    notices.tell(`Your video is ready: ${formatSeconds(made.duration)}, made in ${took}.`);
    for (const { code, message } of made.warnings) log.warn(`${code}: ${message}`);
    // Some browsers ask the user; now there is something worth keeping.
    persistStorage().catch((error: unknown) => log.error(error));
  } catch (error) {
    if (isAbort(error)) notices.tell('Cancelled. Nothing was kept.');
    else notices.report(error, 'generate');
  } finally {
    job.end();
    // A cancelled job takes a moment to wind up; until then it would hide the others.
    void jobsDone().then(() => unfinished.refresh());
    await results.refresh();
  }
}
