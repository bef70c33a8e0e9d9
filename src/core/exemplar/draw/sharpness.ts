import type { FacePicture } from '../face-picture';
import { FACE_POINTS } from './face-mesh';

/** Luminance of R, G, B: ITU-R BT.709. */
const LUMA = [0.2126, 0.7152, 0.0722] as const;

/**
 * Sharpness of the lower face: variance of the Laplacian of luminance between the middle of the face and the chin
 * (Pech-Pacheco 2000), levels². Comparable between pictures of one person at one scale.
 */
export function lowerFaceSharpness({
  pixels,
  width,
  height,
  x,
  y,
  landmarks,
}: FacePicture): number {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let k = 0; k < FACE_POINTS * 3; k += 3) {
    left = Math.min(left, landmarks[k] as number);
    right = Math.max(right, landmarks[k] as number);
    top = Math.min(top, landmarks[k + 1] as number);
    bottom = Math.max(bottom, landmarks[k + 1] as number);
  }
  const fromX = Math.max(1, Math.floor(left - x));
  const toX = Math.min(width - 1, Math.ceil(right - x));
  const fromY = Math.max(1, Math.floor((top + bottom) / 2 - y));
  const toY = Math.min(height - 1, Math.ceil(bottom - y));
  const luma = (p: number): number =>
    LUMA[0] * (pixels[p] as number) +
    LUMA[1] * (pixels[p + 1] as number) +
    LUMA[2] * (pixels[p + 2] as number);
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let row = fromY; row < toY; row++) {
    for (let column = fromX; column < toX; column++) {
      const p = (row * width + column) * 4;
      const edge =
        luma(p - 4) + luma(p + 4) + luma(p - width * 4) + luma(p + width * 4) - 4 * luma(p);
      sum += edge;
      squares += edge * edge;
      count++;
    }
  }
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}
