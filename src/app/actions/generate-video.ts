import { isAbort } from '../../workers/protocol/errors';
import type { Studio } from '../state/studio.svelte';
import { formatSeconds } from '../format';

/** Makes the video from what is chosen; one at a time. */
export async function generateVideo(studio: Studio): Promise<void> {
  const { voice, job, notices, results, settings, log } = studio;
  if (voice.audio === null || job.running) return;
  const name = voice.name;
  notices.dismissError();
  results.hide();
  const signal = job.begin();
  notices.clearStatus();
  try {
    const made = await studio.mouthpiece.generate(settings.request(voice.audio), {
      signal,
      onProgress: (progress) => job.progress(progress),
      onPreview: (frame) => job.preview(frame),
    });
    results.show(name, made.video, { made });
    const speed = `${formatSeconds(made.stats.wallSeconds)} of work for ${formatSeconds(made.duration)} of video`;
    notices.tell(`Your video is ready: ${speed}.`);
    for (const { code, message } of made.warnings) log.warn(`${code}: ${message}`);
  } catch (error) {
    if (isAbort(error)) notices.tell('Cancelled. Nothing was kept.');
    else notices.report(error, 'generate');
  } finally {
    job.end();
    await results.refresh();
  }
}
