import type { Face } from '../../core/faces/face-track';

interface LandmarksOptions {
  /** Same-origin URL of face_landmarker.task. */
  modelUrl: string;
  /** The most faces looked for in a frame; default 1. */
  maxFaces?: number;
}

/** What {@link LandmarksWorkerApi.trackVideo} found, one entry a frame it was sent. */
export interface TrackedFrames {
  /** Size in px of the frames as they were looked at: very large ones are shrunk. */
  width: number;
  height: number;
  /** All faces of each frame, as measured. */
  frames: Face[][];
  /** What the skin around the mouth of each of them looks like, see core/exemplar/draw/ring-look. */
  rings: Int8Array[][];
  /** How much each frame's brightness differs from the frame before, 0–1: Float32Array [frames]. */
  changes: Float32Array;
}

/**
 * The face landmark thread. Calls run one after the other.
 * Main side: `Comlink.wrap<LandmarksWorkerApi>(worker)`; callbacks through `Comlink.proxy`.
 */
export interface LandmarksWorkerApi {
  /**
   * Makes the landmarker ready; the same options again cost nothing.
   * @throws AppError `model-missing`, `offline-missing` or `bad-model`, or `internal` without WebGL 2.
   */
  load(options: LandmarksOptions): Promise<void>;
  /** Begins another video or shot: faces are no longer followed from the frame before. */
  reset(): Promise<void>;
  /**
   * All faces of the next frame of the video, which is closed. Transfer the frame.
   * Landmarks are as measured, not smoothed over time.
   */
  detect(frame: VideoFrame | ImageBitmap): Promise<Face[]>;
  /**
   * Finds the faces of the frames that {@link MediaWorkerApi.streamFrames} sends through the
   * port's other end.
   * @throws AppError as told by the sender; AbortError when cancelled.
   */
  trackVideo(
    port: MessagePort,
    onProgress?: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<TrackedFrames>;
}
