import type { Studio } from '../state/studio.svelte';

/** Extensions too: some systems know no type for MKV or AVI. */
export const SOURCE_ACCEPT = 'video/*,image/*,.mp4,.m4v,.mov,.webm,.mkv,.avi';

/** Takes the file as the person to speak, and switches to the mode that uses it. */
export function chooseSource(studio: Studio, file: File): void {
  if (studio.job.running) return;
  studio.notices.dismissError();
  studio.notices.clearStatus();
  studio.results.hide();
  studio.settings.mode = 'custom-video';
  studio.source.choose(file);
  studio.log.info(
    `Source chosen: ${file.name} (${file.type || 'unknown type'}, ${file.size} bytes)`,
  );
}
