import type { AvatarSummary } from '../pipeline/types';

/**
 * CSS object-position that brings the chosen face of a wide or high poster to the middle of a square, as far as there is picture
 * around it. The poster's middle where nobody was chosen.
 */
export function faceCentre({
  width,
  height,
  face,
}: Pick<AvatarSummary, 'width' | 'height' | 'face'>): string | null {
  if (!face) return null;
  const shift = (place: number, length: number): string => {
    const square = Math.min(width, height);
    // Where the square begins, as a share of where it can begin.
    const share = (place * length - square / 2) / (length - square || 1);
    return `${Math.round(100 * Math.min(1, Math.max(0, share)))}%`;
  };
  return `${shift(face.x, width)} ${shift(face.y, height)}`;
}
