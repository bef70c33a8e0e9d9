import type { Face } from '../../core/faces/face-track';

export type LandmarksEngineName = 'mediapipe';

/** Finds faces and their 478 landmarks in the frames of one video after the other. */
export interface LandmarksEngine {
  readonly name: LandmarksEngineName;
  /** The most faces {@link detect} can return. */
  readonly maxFaces: number;
  /**
   * Faces of one frame, the most certain first, in its px; empty when there is none.
   * Frames of a video come in order, since faces are followed from one to the next; landmarks are
   * those of this very frame, not smoothed over time.
   * @param picture RGBA in main memory: what comes from elsewhere is slow to read (see FramePixels).
   */
  detect(picture: ImageData): Face[];
  /** Forgets the faces it follows: the next frame belongs to another video or shot. */
  reset(): Promise<void>;
  dispose(): void;
}
