import { mouthDistance } from './draw/canonical-mouth';
import { ringDistance, type UsualRing } from './draw/mouth-ring';
import { lowerFaceSharpness } from './draw/sharpness';
import type { FacePicture } from './face-picture';
import type { KeyFrame } from './key-frames';
import { quantile } from './rest-shape';
import type { KeyTextures } from './retrieval';

/** Where no two key frames are neighbours, these would differ by about this share of the median distance. */
const NEIGHBOUR_SHARE = 0.35;
/** Pictures of one colour have no distance. */
const LEAST_UNIT = 1e-3;

/**
 * Compares the pictures of the key frames with each other.
 * @param mouths the pictures' canonical mouths.
 */
export function keyTextures(
  keys: readonly KeyFrame[],
  pictures: readonly FacePicture[],
  mouths: readonly Float32Array[],
  usual: UsualRing,
): KeyTextures {
  const n = keys.length;
  const distances = new Float32Array(n * n);
  const all: number[] = [];
  const neighbours: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const distance = mouthDistance(mouths[i] as Float32Array, mouths[j] as Float32Array);
      distances[i * n + j] = distances[j * n + i] = distance;
      all.push(distance);
      if (areNeighbours(keys[i], keys[j])) neighbours.push(distance);
    }
  }
  const step = neighbours.length > 0 ? median(neighbours) : NEIGHBOUR_SHARE * median(all);
  const unit = Math.max(LEAST_UNIT, step || 0);
  const sharpness = pictures.map(lowerFaceSharpness);
  const usualSharpness = Math.max(LEAST_UNIT, median(sharpness) || 0);
  return {
    distances: distances.map((distance) => distance / unit),
    sharpness: Float32Array.from(sharpness, (value) => value / usualSharpness),
    covered: mouths.map((mouth) => ringDistance(mouth, usual) > usual.limit),
  };
}

function areNeighbours(a: KeyFrame | undefined, b: KeyFrame | undefined): boolean {
  return (
    a !== undefined && b !== undefined && a.clip === b.clip && Math.abs(a.frame - b.frame) === 1
  );
}

const median = (values: readonly number[]): number => quantile(values, 0.5);
