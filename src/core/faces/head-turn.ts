import { EYE_CORNERS, type Face } from './face-track';

/** A head turned further, in degrees, shows too little of its mouth to draw one; to 15° nothing is seen of it. */
export const WIDEST_TURN = 45;

/**
 * How far a head is turned to its side, in degrees, 0 facing the camera: the angle of the line through the outer eye
 * corners to the picture plane.
 */
export function headTurn({ landmarks }: Face): number {
  const [right, left] = EYE_CORNERS.map((point) => landmarks.subarray(3 * point, 3 * point + 3));
  if (!right || !left) return 0;
  const [dx = 0, dy = 0, dz = 0] = left.map((value, axis) => value - (right[axis] ?? 0));
  return (Math.atan2(Math.abs(dz), Math.hypot(dx, dy)) * 180) / Math.PI;
}

/** Distance of the outer eye corners in the picture, px. */
export function eyeDistance({ landmarks }: Face): number {
  const [right, left] = EYE_CORNERS.map((point) => landmarks.subarray(3 * point, 3 * point + 2));
  return Math.hypot((left?.[0] ?? 0) - (right?.[0] ?? 0), (left?.[1] ?? 0) - (right?.[1] ?? 0));
}
