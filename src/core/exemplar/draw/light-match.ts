import type { FaceMesh, FacePicture, Tap } from '../face-picture';
import { invert3 } from './invert3';
import { eyeDistance, FACE_POINTS } from './face-mesh';

/** Luminance of R, G, B: ITU-R BT.709. */
const LUMA = [0.2126, 0.7152, 0.0722] as const;
/** Vertices in the soft edge of the taps, by their alpha: there both pictures must agree. */
const [EDGE_FROM, EDGE_TO] = [0.03, 0.8];
/** Half side of the square a vertex's light is averaged over, eye distances: more than pores, less than a shadow. */
const REACH = 0.025;
/** Greatest correction, levels: more is not light but another picture. */
const MOST = 14;
/** Ridge on the slopes, of the summed weights: light changes slowly over a face. */
const RIDGE = 0.02;

/** What is added to R, G and B of the taps at frame px (x, y): c0 + c1·x + c2·y within ±14 levels. */
export interface LightPlane {
  offset: number;
  slopeX: number;
  slopeY: number;
}

export const MOST_LIGHT = MOST;
export const NO_LIGHT: LightPlane = { offset: 0, slopeX: 0, slopeY: 0 };

/**
 * The plane of luminance that brings the taps to the light of the frame: least squares over the vertices at
 * the soft edge. Luminance alone: matching colours would tint bearded lips.
 * @param source the frame's own pixels, not yet drawn on, and its landmarks.
 */
export function matchLight(mesh: FaceMesh, source: FacePicture, taps: readonly Tap[]): LightPlane {
  if (taps.length === 0) return NO_LIGHT;
  const eyes = eyeDistance(source.landmarks);
  const centreX = source.x + source.width / 2;
  const centreY = source.y + source.height / 2;
  const lights = taps.map(({ picture }) => knownLights(mesh, picture));
  const normal = new Float64Array(9);
  const moments = [0, 0, 0];
  for (let vertex = 0; vertex < FACE_POINTS; vertex++) {
    const alpha = mesh.alpha[vertex] as number;
    if (!atEdge(alpha)) continue;
    const own = lightAt(source, vertex, REACH * eyes);
    let tapped = 0;
    for (let i = 0; i < taps.length; i++) {
      tapped += (taps[i] as Tap).weight * (lights[i]?.[vertex] as number);
    }
    if (!Number.isFinite(own + tapped)) continue;
    const weight = alpha * (1 - alpha);
    const row = [
      1,
      ((source.landmarks[vertex * 3] as number) - centreX) / eyes,
      ((source.landmarks[vertex * 3 + 1] as number) - centreY) / eyes,
    ] as const;
    for (let i = 0; i < 3; i++) {
      const value = weight * (row[i] as number);
      moments[i] = (moments[i] as number) + value * (own - tapped);
      for (let k = 0; k < 3; k++) {
        normal[i * 3 + k] = (normal[i * 3 + k] as number) + value * (row[k] as number);
      }
    }
  }
  const total = normal[0] as number;
  if (total === 0) return NO_LIGHT;
  normal[4] = (normal[4] as number) + RIDGE * total;
  normal[8] = (normal[8] as number) + RIDGE * total;
  const inverse = invert3(normal);
  const solved = [0, 3, 6].map((at) =>
    moments.reduce((sum, moment, k) => sum + (inverse[at + k] as number) * moment, 0),
  );
  const slopeX = (solved[1] ?? 0) / eyes;
  const slopeY = (solved[2] ?? 0) / eyes;
  return { offset: (solved[0] ?? 0) - slopeX * centreX - slopeY * centreY, slopeX, slopeY };
}

const atEdge = (alpha: number): boolean => alpha >= EDGE_FROM && alpha <= EDGE_TO;

/** Light at the vertices of pictures, Float32Array [468], NaN where none is needed: a person's taps come again and again. */
const known = new WeakMap<FaceMesh, WeakMap<FacePicture, Float32Array>>();

function knownLights(mesh: FaceMesh, picture: FacePicture): Float32Array {
  const ofPerson = known.get(mesh) ?? new WeakMap<FacePicture, Float32Array>();
  known.set(mesh, ofPerson);
  const found = ofPerson.get(picture);
  if (found) return found;
  const reach = REACH * eyeDistance(picture.landmarks);
  const lights = Float32Array.from({ length: FACE_POINTS }, (_, vertex) =>
    atEdge(mesh.alpha[vertex] as number) ? lightAt(picture, vertex, reach) : NaN,
  );
  ofPerson.set(picture, lights);
  return lights;
}

/** Mean luminance around a vertex; NaN where it lies outside of the picture. */
function lightAt(
  { pixels, width, height, x, y, landmarks }: FacePicture,
  vertex: number,
  reach: number,
): number {
  const centreX = (landmarks[vertex * 3] as number) - x;
  const centreY = (landmarks[vertex * 3 + 1] as number) - y;
  const left = Math.max(0, Math.floor(centreX - reach));
  const right = Math.min(width, Math.ceil(centreX + reach));
  const top = Math.max(0, Math.floor(centreY - reach));
  const bottom = Math.min(height, Math.ceil(centreY + reach));
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let row = top; row < bottom; row++) {
    for (let p = (row * width + left) * 4; p < (row * width + right) * 4; p += 4) {
      red += pixels[p] as number;
      green += pixels[p + 1] as number;
      blue += pixels[p + 2] as number;
    }
  }
  const count = Math.max(0, right - left) * Math.max(0, bottom - top);
  return (LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue) / count;
}
