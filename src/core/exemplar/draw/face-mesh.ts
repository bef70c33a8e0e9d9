import { EYE_CORNERS, LANDMARKS } from '../../faces/face-track';
import { JAW, RING_POINTS, RING_SCALE, type FaceMesh } from '../face-picture';
import { FACE_TRIANGLES } from './face-triangles';
import { BETWEEN_LOWER, BETWEEN_UPPER, LIPS, UPPER_RED } from './lip-contours';

/** Face points without the irises; after them come the static ring and the second set of inner lips. */
export const FACE_POINTS = 468;
const BETWEEN_FROM = FACE_POINTS + RING_POINTS;
export const VERTICES = BETWEEN_FROM + BETWEEN_UPPER.length + BETWEEN_LOWER.length;

/** On the screen (y down) the corners of triangles that face the camera run clockwise (1) or against the clock (−1). */
export const FRONT = -1 as const;

const NOSE_TIP = 1;
const NOSE_BASE = 2;
const UPPER_LIP = 13;
const LOWER_LIP = 14;
const UPPER_LIP_EDGE = 0;
const LOWER_LIP_EDGE = 17;
const CHIN = 152;
const MOUTH_CORNERS = [61, 291] as const;
const EARS = [234, 454] as const;

/** Tip, wings and nostrils: they stay where the frame has them. */
const NOSE = [
  1, 2, 98, 327, 97, 326, 94, 19, 4, 44, 274, 45, 275, 220, 440, 115, 344, 48, 278, 64, 294, 60,
  290, 240, 460, 99, 328, 20, 250, 238, 458, 79, 309, 166, 392, 59, 289, 75, 305, 218, 438, 219,
  439, 235, 455, 237, 457, 239, 459, 241, 461, 242, 462, 370, 141, 125, 354,
] as const;

/** Where the displacement sets in: from above the tip of the nose to below its base, in eye distances. */
const NOSE_TIP_LIFT = 0.05;
const NOSE_BASE_DROP = 0.03;
/** Across the cheek it ends between these shares of the half face width. */
const CHEEK_FADE = [0.72, 1] as const;
/** Half axes of the taps' ellipse: share of the half face width, of lip to chin, of lip to nose. */
const ELLIPSE = { across: 0.78, below: 0.86, above: 1.25 } as const;
/** Radius in the ellipse up to which the taps have full weight; at 1 they have none. */
const ELLIPSE_CORE = 0.55;

/**
 * Mesh of one person.
 * @param rest pose-free rest shape with closed lips, Float32Array [478 × 3], outer eye corners at distance 1, y down.
 * @throws RangeError when `rest` has another length.
 */
export function buildFaceMesh(rest: Float32Array): FaceMesh {
  if (rest.length !== LANDMARKS * 3) {
    throw new RangeError(`A face has ${LANDMARKS * 3} values, not ${rest.length}.`);
  }
  const x = (point: number): number => rest[point * 3] as number;
  const y = (point: number): number => rest[point * 3 + 1] as number;
  const centreX = (x(MOUTH_CORNERS[0]) + x(MOUTH_CORNERS[1])) / 2;
  const centreY = (y(UPPER_LIP_EDGE) + y(LOWER_LIP_EDGE)) / 2;
  const halfWidth = Math.abs(x(EARS[1]) - x(EARS[0])) / 2;
  const noseBase = y(NOSE_BASE);
  const below = (y(CHIN) - centreY) * ELLIPSE.below;
  const above = (centreY - noseBase) * ELLIPSE.above;

  const weights = new Float32Array(VERTICES);
  const alpha = new Float32Array(VERTICES);
  for (let point = 0; point < FACE_POINTS; point++) {
    const across = Math.abs(x(point) - centreX);
    const cheek = 1 - smoothStep(across / halfWidth, CHEEK_FADE[0], CHEEK_FADE[1]);
    const under = smoothStep(y(point), y(NOSE_TIP) - NOSE_TIP_LIFT, noseBase + NOSE_BASE_DROP);
    weights[point] = under * cheek;
    const down = y(point) - centreY;
    const radius = Math.hypot(
      across / (halfWidth * ELLIPSE.across),
      down / (down > 0 ? below : above),
    );
    alpha[point] = 1 - smoothStep(radius, ELLIPSE_CORE, 1);
  }
  for (const point of NOSE) weights[point] = alpha[point] = 0;
  for (const point of LIPS) weights[point] = alpha[point] = 1;
  for (const point of JAW) alpha[point] = 0;
  weights.fill(1, BETWEEN_FROM);
  alpha.fill(1, BETWEEN_FROM);
  return { rest, triangles: movingTriangles(weights, alpha), weights, alpha };
}

/**
 * Vertex positions of a face, Float32Array [507 × 3] in frame px: its points, the static ring around its jaw, and
 * the inner lips once more.
 * @param out reused when given.
 */
export function meshVertices(
  landmarks: Float32Array,
  out: Float32Array = new Float32Array(VERTICES * 3),
): Float32Array {
  out.set(landmarks.subarray(0, FACE_POINTS * 3));
  const noseX = landmarks[NOSE_TIP * 3] as number;
  const noseY = landmarks[NOSE_TIP * 3 + 1] as number;
  for (let i = 0; i < RING_POINTS; i++) {
    const from = (JAW[i] as number) * 3;
    const to = (FACE_POINTS + i) * 3;
    out[to] = noseX + ((landmarks[from] as number) - noseX) * RING_SCALE;
    out[to + 1] = noseY + ((landmarks[from + 1] as number) - noseY) * RING_SCALE;
    out[to + 2] = landmarks[from + 2] as number;
  }
  copyInnerLips(out);
  return out;
}

/** Brings the second set of inner lips to where the lips are. */
export function copyInnerLips(vertices: Float32Array): void {
  for (let i = 0; i < BETWEEN_UPPER.length; i++) {
    const upper = (BETWEEN_UPPER[i] as number) * 3;
    const lower = (BETWEEN_LOWER[i] as number) * 3;
    const to = (BETWEEN_FROM + i) * 3;
    vertices.copyWithin(to, upper, upper + 3);
    vertices.copyWithin(to + BETWEEN_UPPER.length * 3, lower, lower + 3);
  }
}

/** Opening, eye distances, below which less and less of what a source shows between its lips is used. */
const CLOSING = 0.016;
/** Of the way from the upper lip's edge to its red: there a closing mouth is read instead. */
const RIM = 0.35;

/**
 * Prepares a source for a mouth that is nearly shut: where the lips are to meet, an open source must not show
 * its teeth squeezed into a white line. What lies between the lips is read from the rim of its upper lip instead.
 * @param vertices of the source, from {@link meshVertices}; only the second set of inner lips changes.
 * @param own opening of the source, and @param open of the mouth to draw, eye distances.
 */
export function closeSource(vertices: Float32Array, own: number, open: number): void {
  const shut = clamp01(1 - open / CLOSING) * clamp01((own - open) / CLOSING);
  if (shut === 0) return;
  const lower = BETWEEN_UPPER.length * 3;
  for (let i = 0; i < BETWEEN_UPPER.length; i++) {
    const red = (UPPER_RED[i] as number) * 3;
    const to = (BETWEEN_FROM + i) * 3;
    for (let k = 0; k < 2; k++) {
      const edge = vertices[to + k] as number;
      const below = vertices[to + lower + k] as number;
      const rim = edge + shut * RIM * ((vertices[red + k] as number) - edge);
      vertices[to + k] = rim;
      vertices[to + lower + k] = below + shut * (rim - below);
    }
  }
}

/** Gap between the middles of the lips, px. */
export function lipGap(vertices: Float32Array): number {
  const along = (axis: number): number =>
    (vertices[LOWER_LIP * 3 + axis] as number) - (vertices[UPPER_LIP * 3 + axis] as number);
  return Math.hypot(along(0), along(1), along(2));
}

/** Distance of the outer eye corners in space, px: the unit of a face's measures. */
export function eyeDistance(landmarks: Float32Array): number {
  const [a, b] = EYE_CORNERS;
  const along = (axis: number): number =>
    (landmarks[a * 3 + axis] as number) - (landmarks[b * 3 + axis] as number);
  return Math.hypot(along(0), along(1), along(2));
}

/** Hermite step from 0 at `from` to 1 at `to`. */
export function smoothStep(value: number, from: number, to: number): number {
  const t = clamp01((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}

function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

function movingTriangles(weights: Float32Array, alpha: Float32Array): Uint16Array {
  const touched = (vertex: number): boolean =>
    (weights[vertex] as number) > 0 || (alpha[vertex] as number) > 0;
  const kept: number[] = [];
  for (let i = 0; i < FACE_TRIANGLES.length; i += 3) {
    const corners = FACE_TRIANGLES.slice(i, i + 3);
    if (corners.some(touched)) kept.push(...corners);
  }
  return Uint16Array.from(kept);
}
