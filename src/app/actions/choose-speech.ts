import type { Studio } from '../state/studio.svelte';

/** Takes the file as the speech; the result on the stage, made from other speech, makes room. */
export async function chooseSpeech(studio: Studio, file: File): Promise<void> {
  if (studio.job.running) return;
  studio.notices.dismissError();
  studio.notices.clearStatus();
  studio.log.info(
    `Speech chosen: ${file.name} (${file.type || 'unknown type'}, ${file.size} bytes)`,
  );
  if (await studio.voice.choose(file, file.name)) studio.results.hide();
}
