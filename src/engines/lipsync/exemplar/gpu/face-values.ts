import { ALPHA_SCALE, alphaBlur } from '../../../../core/exemplar/draw/alpha-map';
import type { FaceDrawing } from '../../../../core/exemplar/draw/face-drawing';
import type { FacePicture, Tap } from '../../../../core/exemplar/face-picture';

/** Values of the half Gaussian the blur reads: σ up to 10 px of the half-size alpha. */
export const KERNEL_SLOTS = 32;
/** Colours are 0–1 on a GPU. */
export const LEVELS = 255;

type Two = readonly [number, number];
type Three = readonly [number, number, number];

/** What the shaders are told about one face, beside its corners. */
export interface FaceValues {
  /** Of the region, and of the plane of alpha, px. */
  size: Two;
  alphaSize: Two;
  /** Frame px of the region's first pixel. */
  origin: Two;
  /** Offset, slope along x and along y, see LightPlane. */
  light: Three;
  /** Of the taps; 0 in slots without one. */
  weights: Three;
  weight: number;
  /** Half a Gaussian, Float32Array [at most {@link KERNEL_SLOTS}]. */
  kernel: Float32Array;
}

export function faceValues(
  { light, weight, eyes }: FaceDrawing,
  { width, height, x, y }: FacePicture,
  taps: readonly Tap[],
): FaceValues {
  const [a = 0, b = 0, c = 0] = taps.map((tap) => tap.weight);
  return {
    size: [width, height],
    alphaSize: [Math.ceil(width * ALPHA_SCALE), Math.ceil(height * ALPHA_SCALE)],
    origin: [x, y],
    light: [light.offset / LEVELS, light.slopeX / LEVELS, light.slopeY / LEVELS],
    weights: [a, b, c],
    weight,
    kernel: alphaBlur(eyes).subarray(0, KERNEL_SLOTS),
  };
}
