import type { LandmarksEngine, LandmarksEngineName } from './landmarks-engine';
import { MediaPipeLandmarks } from './mediapipe';

type Opener = (model: Uint8Array, maxFaces: number) => Promise<LandmarksEngine>;

const OPENERS: Record<LandmarksEngineName, Opener> = {
  mediapipe: (model, maxFaces) => MediaPipeLandmarks.open(model, maxFaces),
};

export const openLandmarks = (
  name: LandmarksEngineName,
  model: Uint8Array,
  maxFaces: number,
): Promise<LandmarksEngine> => OPENERS[name](model, maxFaces);
