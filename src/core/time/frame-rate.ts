import { FPS } from './units';

/**
 * Where in a 25 fps frame the source is looked at, as a share of the frame. Not at an edge, where
 * rounded timestamps would decide, nor in the middle, which is an edge for 50 fps; 0.3 keeps clear
 * of the frame edges of 25, 50, 60, 100 and 120 fps.
 */
const SAMPLING_POINT = 0.3;

/**
 * For each frame at 25 fps, the source frame that is on screen then.
 *
 * @param timestamps seconds at which source frames begin, ascending; the first counts as time 0.
 * @param duration seconds from the first frame to the end of the last.
 * @returns Int32Array [max(1, round(duration · 25))] of indices into `timestamps`.
 * @throws RangeError if there is no source frame.
 */
export function sampleFrames(timestamps: ArrayLike<number>, duration: number): Int32Array {
  const start = timestamps[0];
  if (start === undefined) throw new RangeError('A video needs at least one frame.');
  const sampled = new Int32Array(Math.max(1, Math.round(duration * FPS)));
  let source = 0;
  for (let frame = 0; frame < sampled.length; frame += 1) {
    const time = (frame + SAMPLING_POINT) / FPS;
    while ((timestamps[source + 1] ?? Infinity) - start <= time) source += 1;
    sampled[frame] = source;
  }
  return sampled;
}
