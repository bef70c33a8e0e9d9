/** Points of the MediaPipe face mesh with irises. */
export const LANDMARKS = 478;

/** Mesh points by which faces are measured: outer corners of the right and the left eye, tip of the nose. */
export const EYE_CORNERS = [33, 263] as const;
export const NOSE_TIP = 1;

/** One detected face: `landmarks` is Float32Array [478 × 3] (x px, y px, z in the scale of x). */
export interface Face {
  landmarks: Float32Array;
  /** Detector presence score, 0–1. */
  score: number;
}

/** Faces of a video frame by frame; null where none was found. */
export interface FaceTrack {
  width: number;
  height: number;
  fps: number;
  frames: (Face | null)[];
  /**
   * Frames that begin a new shot, ascending. A track that names them is mended: gaps bridged and jitter taken out, shot by
   * shot. Without them its faces are as measured.
   */
  cuts?: readonly number[];
  /** Where a hand or a microphone is before the mouth, one entry a frame; missing where that was not looked for. */
  covered?: readonly boolean[];
}
