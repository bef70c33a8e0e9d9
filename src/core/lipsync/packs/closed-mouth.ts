import { EYE_CORNERS, type Face, type FaceTrack } from '../../faces/face-track';

/** Inner edges of the lips, at their middle. */
const INNER_LIPS = [13, 14] as const;
/** Sides of the jaw and tip of the nose: how far the head is turned. */
const JAW_SIDES = [234, 454] as const;
const NOSE_TIP = 1;

/** How much a fully turned head counts against a mouth that is open by one eye distance. */
const TURN_WEIGHT = 0.2;

export interface ClipFrame {
  clip: string;
  frame: number;
}

/**
 * The frame with the most closed mouth and the straightest head of all clips.
 * @param usable which frames may be chosen.
 */
export function closedMouthFrame(
  clips: readonly { name: string; track: FaceTrack }[],
  usable: (place: ClipFrame) => boolean,
): ClipFrame | null {
  let best: (ClipFrame & { openness: number }) | null = null;
  for (const { name, track } of clips) {
    track.frames.forEach((face, frame) => {
      if (!face) return;
      const openness = opennessOf(face);
      if (best && openness >= best.openness) return;
      if (usable({ clip: name, frame })) best = { clip: name, frame, openness };
    });
  }
  return best;
}

/** Gap between the lips over the eye distance, and the turn of the head. */
function opennessOf({ landmarks }: Face): number {
  const distance = (a: number, b: number): number => {
    const dx = (landmarks[a * 3] ?? 0) - (landmarks[b * 3] ?? 0);
    const dy = (landmarks[a * 3 + 1] ?? 0) - (landmarks[b * 3 + 1] ?? 0);
    return Math.hypot(dx, dy);
  };
  const [left, right] = JAW_SIDES.map((side) => distance(side, NOSE_TIP)) as [number, number];
  const turn = Math.abs(left - right) / (left + right);
  return distance(...INNER_LIPS) / distance(...EYE_CORNERS) + TURN_WEIGHT * turn;
}
