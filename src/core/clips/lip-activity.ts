import { EYE_CORNERS, type Face } from '../faces/face-track';

/** Inner edges of the upper and the lower lip, middle. */
const INNER_LIPS = [13, 14] as const;

/** Frames over which the lips' motion is judged: a second, several syllables. */
const WINDOW = 25;

/**
 * Lips that open and close by this much, as standard deviation in distances of the outer eye corners, are talking.
 * Resting ones tremble by 0.003; calm speech moves them by 0.02 (recordings of people).
 */
const TALKING = 0.01;
/** A mouth open by more than this stands open even if it does not move, in distances of the outer eye corners. */
const OPEN = 0.06;

export interface LipActivity {
  /** By frame; false where no face is seen. */
  talking: boolean[];
  /** The mouth is closed and still; false where no face is seen. */
  resting: boolean[];
}

/** Whether a mouth talks or rests, frame by frame, by how much its opening varies within a second. */
export function lipActivity(faces: readonly (Face | null)[]): LipActivity {
  const openings = faces.map((face) => (face === null ? null : lipOpening(face)));
  const spread = openings.map((opening, frame) => (opening === null ? null : spreadAround(openings, frame))); // prettier-ignore
  return {
    talking: spread.map((value) => value !== null && value >= TALKING),
    resting: spread.map(
      (value, k) => value !== null && value < TALKING && (openings[k] ?? 0) < OPEN,
    ),
  };
}

/** Gap between the inner lips in distances of the outer eye corners. */
function lipOpening(face: Face): number {
  return distance(face, INNER_LIPS) / Math.max(1, distance(face, EYE_CORNERS));
}

function distance({ landmarks }: Face, [a, b]: readonly [number, number]): number {
  const along = (axis: number) => (landmarks[3 * a + axis] ?? 0) - (landmarks[3 * b + axis] ?? 0);
  return Math.hypot(along(0), along(1));
}

/** Standard deviation over the window around a frame, of the frames with a face. */
function spreadAround(openings: readonly (number | null)[], frame: number): number {
  const half = WINDOW >> 1;
  const near = openings
    .slice(Math.max(0, frame - half), frame + half + 1)
    .filter((opening) => opening !== null);
  const mean = near.reduce((sum, value) => sum + value, 0) / near.length;
  return Math.sqrt(near.reduce((sum, value) => sum + (value - mean) ** 2, 0) / near.length);
}
