import { isAbort } from '../../workers/protocol/errors';
import type { ShownResult } from '../state/results.svelte';
import type { Studio } from '../state/studio.svelte';
import { fileNameFor, saveBlob } from './download';

function asFile({ name, video }: ShownResult): File {
  return new File([video], fileNameFor(name, ' talking.mp4'), { type: 'video/mp4' });
}

/** Whether this browser can hand a video to other apps. */
export function canShare(): boolean {
  if (typeof navigator.canShare !== 'function') return false;
  return navigator.canShare({ files: [new File([], 'talking.mp4', { type: 'video/mp4' })] });
}

/** Opens the system's share sheet with the video. */
export async function shareResult(studio: Studio, result: ShownResult): Promise<void> {
  try {
    await navigator.share({ files: [asFile(result)], title: 'Made with Mouthpiece' });
  } catch (error) {
    // Closing the sheet is a choice, anything else falls back to saving the file.
    if (isAbort(error)) return;
    studio.log.error(error);
    saveBlob(result.video, asFile(result).name);
  }
}
