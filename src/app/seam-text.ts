import { seamShows, type LoopQuality } from '../core/clips/loop-quality';

/**
 * How far a clip's last frame is from its first, in words and figures:
 * "Ends meet: head 0.3 %, picture 0.1 % apart", the head's way in shares of the distance of its eyes.
 */
export function seamText(seam: LoopQuality): string {
  const { jump, change } = seam;
  const head = jump === null ? '' : `head ${percent(jump)} of the eyes’ distance, `;
  return `${seamShows(seam) ? 'Ends do not meet' : 'Ends meet'}: ${head}picture ${percent(change)} apart`;
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
