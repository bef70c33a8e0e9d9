/** What the landmarks of a face say about its mouth. */
import { LIPS } from '../../../../src/core/exemplar/draw/lip-contours';
import { EYE_CORNERS } from '../../../../src/core/faces/face-track';

/** 478 × (x px, y px, z); null where no face was found. */
export type Landmarks = Float32Array | null;

const INNER_UPPER = 13;
const INNER_LOWER = 14;
const CORNERS = [61, 291] as const;

export function distance(face: Float32Array, a: number, b: number): number {
  return Math.hypot(
    (face[a * 3] ?? 0) - (face[b * 3] ?? 0),
    (face[a * 3 + 1] ?? 0) - (face[b * 3 + 1] ?? 0),
  );
}

export const eyeDistance = (face: Float32Array): number => distance(face, ...EYE_CORNERS);

/** Gap between the inner lips in distances of the outer eye corners; NaN without a face. */
export const opening = (face: Landmarks): number =>
  face ? distance(face, INNER_UPPER, INNER_LOWER) / eyeDistance(face) : Number.NaN;

/** Middle between the corners of the mouth, px. */
export const mouthCentre = (face: Float32Array): { x: number; y: number } => ({
  x: ((face[CORNERS[0] * 3] ?? 0) + (face[CORNERS[1] * 3] ?? 0)) / 2,
  y: ((face[CORNERS[0] * 3 + 1] ?? 0) + (face[CORNERS[1] * 3 + 1] ?? 0)) / 2,
});

/** Mean distance of the lips' landmarks, px. */
export function lipDistance(a: Float32Array, b: Float32Array): number {
  const sum = LIPS.reduce(
    (total, k) =>
      total +
      Math.hypot((a[k * 3] ?? 0) - (b[k * 3] ?? 0), (a[k * 3 + 1] ?? 0) - (b[k * 3 + 1] ?? 0)),
    0,
  );
  return sum / LIPS.length;
}

/**
 * Second difference of the lips' landmarks over three frames, mean length in distances of the outer eye corners; NaN where
 * a face is missing. Smooth motion has little, trembling much.
 */
export function lipBend(before: Landmarks, here: Landmarks, after: Landmarks): number {
  if (!before || !here || !after) return Number.NaN;
  const bend = (at: number): number => (before[at] ?? 0) - 2 * (here[at] ?? 0) + (after[at] ?? 0);
  const sum = LIPS.reduce((total, k) => total + Math.hypot(bend(k * 3), bend(k * 3 + 1)), 0);
  return sum / LIPS.length / eyeDistance(here);
}
