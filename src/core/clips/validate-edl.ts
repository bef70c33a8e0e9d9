import { FPS } from '../time/units';
import type { Edl, EdlEvent, PlanClip } from './edl';

/**
 * Checks a list that a user or a script has edited.
 *
 * @param totalFrames that the audio asks for: round(duration · 25).
 * @returns what is wrong, each as a sentence that names the event; empty for a sound list.
 */
export function validateEdl(edl: Edl, clips: readonly PlanClip[], totalFrames: number): string[] {
  const problems: string[] = [];
  const fps: number = edl.fps;
  if (fps !== FPS) problems.push(`The list runs at ${fps} fps, not ${FPS}.`);
  if (edl.totalFrames !== totalFrames) {
    problems.push(`The list has ${edl.totalFrames} frames; the audio needs ${totalFrames}.`);
  }
  const lengths = new Map(clips.map(({ name, frames }) => [name, frames]));
  let at = 0;
  edl.events.forEach((event, index) => {
    const wrong = problemOf(event, at, lengths.get(event.clip));
    if (wrong !== null) problems.push(`Event ${index + 1} ${wrong}.`);
    at = event.recordOut;
  });
  if (at !== edl.totalFrames) {
    problems.push(`The events end at frame ${at}, not at ${edl.totalFrames}.`);
  }
  return problems;
}

function problemOf(event: EdlEvent, at: number, frames: number | undefined): string | null {
  const { recordIn, recordOut, clip, sourceIn, sourceOut, kind, lipsync, blend = 0 } = event;
  if (![recordIn, recordOut, sourceIn, sourceOut, blend].every(Number.isInteger)) {
    return 'has times that are not whole frames';
  }
  if (recordIn !== at) return `starts at frame ${recordIn}, not at ${at} where the one before ends`;
  if (recordOut <= recordIn) return `ends at frame ${recordOut}, not after its start ${recordIn}`;
  if (frames === undefined) return `names a clip that the avatar lacks: "${clip}"`;
  const [low, high] = [Math.min(sourceIn, sourceOut), Math.max(sourceIn, sourceOut)];
  if (low < 0 || high > frames) {
    return `shows frames ${low} to ${high} of "${clip}", which has ${frames}`;
  }
  if (high - low !== recordOut - recordIn) {
    return `fills ${recordOut - recordIn} frames with ${high - low} of its clip`;
  }
  if (!['speech', 'silence'].includes(kind)) return `is of the unknown kind "${String(kind)}"`;
  if (typeof lipsync !== 'boolean') return 'does not say whether it is lip-synced';
  if (blend < 0 || blend > recordOut - recordIn) {
    return `blends over ${blend} frames; it has ${recordOut - recordIn}`;
  }
  return null;
}
