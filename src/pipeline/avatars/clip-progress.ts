import type { PlanClip } from '../../core/clips/edl';
import type { Progress, ProgressListener } from '../../workers/protocol/progress';

/** Seconds of work after which its speed is worth an estimate. */
const ESTIMATE_AFTER = 1;

/** Progress over clips: whole clips for the count, the frames of the clip in work for what is in between. */
export class ClipProgress {
  readonly #listener: ProgressListener | undefined;
  readonly #total: number;
  readonly #framesToDo: number;
  readonly #start = performance.now();
  #done: number;
  #framesDone = 0;

  /** @param open those of `clips` that are still to be done. */
  constructor(
    clips: readonly PlanClip[],
    open: readonly PlanClip[],
    listener: ProgressListener | undefined,
  ) {
    this.#listener = listener;
    this.#total = clips.length;
    this.#done = clips.length - open.length;
    this.#framesToDo = open.reduce((sum, { frames }) => sum + frames, 0);
    this.#report(0);
  }

  /** Takes what a stage reports about the frames of a clip. */
  within(clip: PlanClip): ProgressListener {
    return ({ stage, done, total, unit }) => {
      if (unit !== 'frames') return;
      this.#report(Math.min(clip.frames, done), { name: clip.name, stage, done, total, unit });
    };
  }

  finish(clip: PlanClip): void {
    this.#done += 1;
    this.#framesDone += clip.frames;
    this.#report(0);
  }

  #report(frames: number, part?: Progress['part']): void {
    const seconds = (performance.now() - this.#start) / 1000;
    const worked = this.#framesDone + frames;
    const left = this.#framesToDo - worked;
    const etaSeconds = (seconds * left) / worked;
    this.#listener?.({
      stage: 'preprocess',
      done: this.#done + (part ? Math.min(1, part.done / Math.max(1, part.total)) : 0),
      total: this.#total,
      unit: 'clips',
      ...(part && { part }),
      ...(worked > 0 && seconds > ESTIMATE_AFTER && { etaSeconds }),
    });
  }
}
