import type { FacePicture } from '../../../../core/exemplar/face-picture';

/**
 * Takes over the pixels that a GPU has drawn, whose alpha is not 0; the others keep their bytes.
 * @param read RGBA, rows `stride` bytes apart.
 */
export function takeDrawn(
  read: Uint8Array,
  stride: number,
  { pixels, width, height }: FacePicture,
): void {
  for (let row = 0, to = 0; row < height; row++) {
    for (let from = row * stride, i = 0; i < width; i++, from += 4, to += 4) {
      if (read[from + 3] === 0) continue;
      pixels[to] = read[from] as number;
      pixels[to + 1] = read[from + 1] as number;
      pixels[to + 2] = read[from + 2] as number;
    }
  }
}
