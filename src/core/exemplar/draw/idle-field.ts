import { EYE_CORNERS } from '../../faces/face-track';
import { eyeDistance, smoothStep } from './face-mesh';
import type { IdlePose } from './idle-pose';

/** Lengths in eye distances, from the middle of the face (between eyes and mouth), along and across its upright axis. */

/** The head with its hair: half axes and rise of the centre. It moves as one up to this radius and fades out from there. */
const HEAD = { across: 1.15, down: 1.6, rise: 0.15, rigid: 0.85, fades: 2 } as const;
/** The head turns about the base of the neck. */
const PIVOT_DOWN = 2.2;
/** How far the middle of the face stands out before its rim: what turns to the side moves by it. */
const RELIEF = 0.62;
/** Lift of the shoulders by a breath, and where it sets in below and ends beside the face. */
const LIFT = 0.012;
const SHOULDERS = { from: 1, full: 2.4, beside: 2.5, ends: 4.5 } as const;
/** The head takes part in the lift. */
const HEAD_LIFT = 0.4;

const MOUTH_CORNERS = [61, 291] as const;
/** Rounds of the fixed-point iteration for landmarks; the displacement is small and smooth. */
const ROUNDS = 4;

/** The displacement of every place of a still picture in an idle pose. */
export class IdleField {
  /** Distance of the outer eye corners, px. */
  readonly eyes: number;
  readonly #x: number;
  readonly #y: number;
  /** Unit vector along the line of the eyes; the upright axis is perpendicular to it. */
  readonly #axisX: number;
  readonly #axisY: number;
  #pose: IdlePose | null = null;

  constructor(landmarks: Float32Array) {
    const at = (point: number, axis: 0 | 1): number => landmarks[point * 3 + axis] as number;
    const [right, left] = EYE_CORNERS;
    const [cornerA, cornerB] = MOUTH_CORNERS;
    const middle = (axis: 0 | 1): number =>
      (at(right, axis) + at(left, axis) + at(cornerA, axis) + at(cornerB, axis)) / 4;
    this.#x = middle(0);
    this.#y = middle(1);
    this.eyes = eyeDistance(landmarks);
    const alongX = at(left, 0) - at(right, 0);
    const alongY = at(left, 1) - at(right, 1);
    const length = Math.hypot(alongX, alongY) || 1;
    this.#axisX = alongX / length;
    this.#axisY = alongY / length;
  }

  setPose(pose: IdlePose): void {
    this.#pose = pose;
  }

  /**
   * Displacement at the place (x, y) of the drawn picture, px, written to `out`: what is there now was at
   * (x, y) − out before.
   */
  at(x: number, y: number, out: Float64Array): void {
    const pose = this.#pose;
    if (pose === null) {
      out[0] = out[1] = 0;
      return;
    }
    const px = (x - this.#x) / this.eyes;
    const py = (y - this.#y) / this.eyes;
    const u = px * this.#axisX + py * this.#axisY;
    const v = py * this.#axisX - px * this.#axisY;
    const radius = Math.hypot(u / HEAD.across, (v + HEAD.rise) / HEAD.down);
    const head = 1 - smoothStep(radius, HEAD.rigid, HEAD.fades);
    const relief = radius < 1 ? RELIEF * (1 - radius * radius) ** 2 : 0;
    const shoulders =
      smoothStep(v, SHOULDERS.from, SHOULDERS.full) *
      (1 - smoothStep(Math.abs(u), SHOULDERS.beside, SHOULDERS.ends));
    const du = head * (pose.shiftX - pose.roll * (v - PIVOT_DOWN)) + relief * Math.sin(pose.yaw);
    const dv =
      head * (pose.shiftY + pose.roll * u) +
      relief * Math.sin(pose.pitch) -
      LIFT * pose.breath * Math.max(shoulders, HEAD_LIFT * head);
    out[0] = (du * this.#axisX - dv * this.#axisY) * this.eyes;
    out[1] = (du * this.#axisY + dv * this.#axisX) * this.eyes;
  }

  /** Where the landmarks of the still picture are now, Float32Array [478 × 3]; z stays. */
  moveLandmarks(landmarks: Float32Array): Float32Array {
    const moved = landmarks.slice();
    const shift = new Float64Array(2);
    for (let k = 0; k < landmarks.length; k += 3) {
      const x = landmarks[k] as number;
      const y = landmarks[k + 1] as number;
      shift.fill(0);
      for (let round = 0; round < ROUNDS; round++) {
        this.at(x + (shift[0] as number), y + (shift[1] as number), shift);
      }
      moved[k] = x + (shift[0] as number);
      moved[k + 1] = y + (shift[1] as number);
    }
    return moved;
  }
}
