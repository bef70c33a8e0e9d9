import { LANDMARKS } from '../../../src/core/faces/face-track';
import { detectLandmarks } from '../../avatar/train/landmarks';
import type { Landmarks } from './metrics/mouths';

/** The face in each of a folder's pictures by MediaPipe's landmarker, every picture for itself. */
export async function findFaces(folder: string, names: string[]): Promise<Landmarks[]> {
  const faces: Landmarks[] = [];
  const collect = (batch: Float32Array): void => {
    for (let at = 0; at < batch.length; at += LANDMARKS * 3) {
      const face = batch.slice(at, at + LANDMARKS * 3);
      faces.push(Number.isNaN(face[0]) ? null : face);
    }
  };
  await detectLandmarks(folder, names, collect, 'IMAGE');
  return faces;
}
