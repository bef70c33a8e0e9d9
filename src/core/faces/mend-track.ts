import type { Face } from './face-track';
import { bridgeGaps, smoothFaces } from './smoothing';

/**
 * Bridges short gaps and takes the jitter out of a followed face, shot by shot: nothing reaches over a cut.
 * @param cuts frames that begin a new shot, ascending.
 */
export function mendTrack(
  frames: readonly (Face | null)[],
  cuts: readonly number[],
): (Face | null)[] {
  const borders = [0, ...cuts, frames.length];
  return borders.slice(1).flatMap((end, shot) => {
    return smoothFaces(bridgeGaps(frames.slice(borders[shot], end)));
  });
}

/**
 * Fills in the frames between sampled ones by straight lines.
 * @param samples the face at frames 0, `step`, 2 · `step`, …
 * @returns faces of frames 0 to `total` − 1; a face that is missing at one side is held for half a step.
 */
export function betweenSamples(
  samples: readonly (Face | null)[],
  step: number,
  total: number,
): (Face | null)[] {
  return Array.from({ length: total }, (_, frame) => {
    const before = samples[Math.floor(frame / step)] ?? null;
    const after = samples[Math.floor(frame / step) + 1] ?? null;
    const share = (frame % step) / step;
    if (share === 0) return before;
    if (before === null || after === null) return share < 0.5 ? before : after;
    const landmarks = before.landmarks.map(
      (value, i) => value + share * ((after.landmarks[i] ?? value) - value),
    );
    return { landmarks, score: Math.min(before.score, after.score) };
  });
}
