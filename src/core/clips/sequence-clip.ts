import type { PlanClip } from './edl';

/**
 * The clip whose frames training-data mode steps through.
 *
 * @param named by the avatar.
 * @returns the named clip, else the longest talking clip, else the longest; null when there are none.
 */
export function sequenceClip<Clip extends PlanClip>(
  clips: readonly Clip[],
  named?: string,
): Clip | null {
  const found = clips.find(({ name }) => name === named);
  if (found) return found;
  const talk = clips.filter(({ kind }) => kind === 'talk');
  const [longest] = (talk.length > 0 ? talk : [...clips]).sort((a, b) => b.frames - a.frames);
  return longest ?? null;
}
