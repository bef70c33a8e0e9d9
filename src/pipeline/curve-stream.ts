import { CURVE_COUNT } from '../core/lipsync/curve-window';

export interface CurveRead {
  signal?: AbortSignal | undefined;
  /** Told the frames of curves that are there by now. */
  onFrames?: ((frames: number) => void) | undefined;
}

/** The mouth curves of a file, which may still be read. */
export interface CurveStream {
  /**
   * Waits until the curves of the output frames [first, end) are there.
   * @returns Float32Array [(end − first) × 7], 0–1, at rest behind the end of the audio.
   * @throws AppError `model-missing`, `bad-model`, `worker-crashed`; AbortError when cancelled.
   */
  between(first: number, end: number, read?: CurveRead): Promise<Float32Array>;
}

/** Curves that are all there: Float32Array [frames × 7]. */
export const readCurves = (curves: Float32Array): CurveStream => ({
  between: (first, end) => Promise.resolve(curves.slice(first * CURVE_COUNT, end * CURVE_COUNT)),
});

/**
 * Curves that another caller's pass over the file reads. That may end early for reasons of its own, such as a cancel:
 * then `again` reads them anew.
 */
export function sharedCurves(shared: CurveStream, again: () => Promise<Float32Array>): CurveStream {
  let own: Promise<CurveStream> | undefined;
  return {
    async between(first, end, read = {}) {
      if (own === undefined) {
        try {
          return await shared.between(first, end, read);
        } catch (error) {
          if (read.signal?.aborted === true) throw error;
        }
      }
      own ??= again().then(readCurves);
      return (await own).between(first, end, read);
    },
  };
}
