import type { Edl } from '../core/clips/edl';
import type { LiveLipsync } from './live-lipsync';
import type { MouthScript } from './mouth-script';
import type { StageWatch } from './stage-watch';

/** Plans the mouths of the whole job, which needs the curves of all of it; null for an engine that needs no plan. */
export async function plannedMouths(
  lipsync: LiveLipsync,
  mouth: MouthScript,
  { edl, openness }: { edl: Edl; openness: number },
  watch: StageWatch,
  signal?: AbortSignal,
): Promise<Float32Array | null> {
  if (!(await lipsync.plansAhead())) return null;
  const { events, totalFrames } = edl;
  const curves = await watch.stage('speech', 'frames', (report) => {
    const onFrames = (frames: number): void => report(frames, totalFrames);
    return mouth.curves(0, totalFrames, { signal, onFrames });
  });
  const wanted = { events, totalFrames, openness, curves, weights: mouth.weights };
  return watch.stage('warm-up', 'items', () => lipsync.plan(wanted, signal));
}
