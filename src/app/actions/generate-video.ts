import type { GenerateResult, GenerateRun, JobSummary, Mode } from '../../pipeline/types';
import { jobsDone } from '../../platform/job-lock';
import { nextTask } from '../../platform/next-task';
import { persistStorage } from '../../platform/storage/storage';
import { isAbort } from '../../workers/protocol/errors';
import { formatSeconds } from '../format';
import type { Original } from '../state/results.svelte';
import type { Studio } from '../state/studio.svelte';

/** Makes the video from what is chosen; one at a time. */
export async function generateVideo(studio: Studio): Promise<void> {
  const { voice, settings, source } = studio;
  const { audio, name } = voice;
  if (audio === null || studio.missing !== null) return;
  const request = settings.request(audio, source);
  const { mode, avatarId = null, video = null } = request;
  // What the browser cannot show cannot be compared with either.
  const asked = { name, mode, avatarId, video: source.shown ? video : null };
  source.stopLooking();
  const cancelled = 'Cancelled. Nothing was kept.';
  await runJob(studio, asked, cancelled, (run) => studio.mouthpiece.generate(request, run));
}

/** Goes on with a video that a crash or a closed tab ended. */
export async function resumeVideo(studio: Studio, unfinished: JobSummary): Promise<void> {
  const { id, audioName: name, mode, avatarId } = unfinished;
  const cancelled = 'Cancelled. What is done stays under “Not finished yet”.';
  await runJob(studio, { name, mode, avatarId, video: null }, cancelled, (run) =>
    studio.mouthpiece.jobs.resume(id, run),
  );
}

interface Asked {
  /** Of the speech. */
  name: string;
  mode: Mode;
  avatarId: string | null;
  /** The user's own; null where it is not at hand. */
  video: Blob | null;
}

/** @param cancelled what the user is told after a cancel. */
async function runJob(
  studio: Studio,
  asked: Asked,
  cancelled: string,
  work: (run: GenerateRun) => Promise<GenerateResult>,
): Promise<void> {
  const { job, notices, results, unfinished, keeping, log } = studio;
  if (job.running) return;
  notices.dismissError();
  notices.clearStatus();
  results.hide();
  const signal = job.begin(asked.mode);
  try {
    // In a task of its own: the press answers at once, however much the page has to redraw.
    await nextTask();
    const made = await work({
      signal,
      onProgress: (progress) => job.progress(progress),
      onPreview: (frame) => job.preview(frame),
    });
    const original = originalOf(studio, asked, made);
    results.show(asked.name, made.video, { made, id: made.resultId, original });
    const took = formatSeconds(made.stats.wallSeconds);
    notices.tell(`Your video is ready: ${formatSeconds(made.duration)}, made in ${took}.`);
    for (const { code, message } of made.warnings) log.warn(`${code}: ${message}`);
    // Some browsers ask the user; now there is something worth keeping.
    persistStorage().catch((error: unknown) => log.error(error));
  } catch (error) {
    if (isAbort(error)) notices.tell(cancelled);
    else notices.report(error, 'generate');
  } finally {
    job.end();
    // A cancelled job takes a moment to wind up; until then it would hide the others.
    void jobsDone().then(() => unfinished.refresh());
    await results.refresh();
    await keeping.measure();
  }
}

/** What the video can be compared with: the user's own video, or the avatar's clips. */
function originalOf(
  { results }: Studio,
  { video, mode, avatarId }: Asked,
  { edl, picture }: Pick<GenerateResult, 'edl' | 'picture'>,
): Original | null {
  if (mode !== 'custom-video') return results.originalOf(avatarId, edl);
  // Of a video that is used as a picture, the list tells how that sways: the video's own times are others.
  const shown = picture ?? video;
  if (shown === null || edl === null) return null;
  const names = new Set(edl.events.map(({ clip }) => clip));
  return { edl, clips: () => Promise.resolve(new Map([...names].map((name) => [name, shown]))) };
}
