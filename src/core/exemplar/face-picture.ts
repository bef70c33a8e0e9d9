import { LANDMARKS } from '../faces/face-track';

/**
 * A part of a frame with the face on it. `pixels` is RGBA, `width` × `height` px; its first pixel is frame
 * pixel (x, y). `landmarks` is Float32Array [478 × 3] in frame px, pixel centres at half-integers. A picture kept at
 * another scale is a frame of that scale: x, y and landmarks count its own pixels.
 */
export interface FacePicture {
  pixels: Uint8ClampedArray;
  width: number;
  height: number;
  x: number;
  y: number;
  landmarks: Float32Array;
}

/** A picture of the person to take the mouth from; the weights of one frame's taps add up to 1. */
export interface Tap {
  picture: FacePicture;
  /** 0–1. */
  weight: number;
}

/**
 * How the lower face of one person is cut into triangles and how far each vertex follows the target.
 * Made once a person by `buildFaceMesh` (draw/face-mesh). Vertices are the 468 face points and, after them,
 * the static ring of {@link RING_POINTS} points around the jaw and a second set of the inner lips for what lies between.
 */
export interface FaceMesh {
  /**
   * Pose-free rest shape with closed lips, Float32Array [478 × 3]: distance of the outer eye corners = 1, x to the
   * picture's right, y down, z away from the camera.
   */
  rest: Float32Array;
  /** Triangles that move or take pixels from taps, Uint16Array [n × 3], all of one orientation in the rest shape. */
  triangles: Uint16Array;
  /** 0 where a vertex stays with the frame, 1 where it goes to the target, Float32Array [vertices]. */
  weights: Float32Array;
  /** Share of the taps against the frame's own pixels, 0–1, Float32Array [vertices]. */
  alpha: Float32Array;
}

/** Colours of the drawn inner mouth, RGB 0–255, sampled from the person by `mouthLook` (draw/mouth-look). */
export interface MouthLook {
  skin: readonly [number, number, number];
  lip: readonly [number, number, number];
}

export type DrawOptions = {
  /** 0 (the frame as it is) to 1: fades the whole effect at the borders of speech. */
  weight: number;
} & (
  | { mouth: 'taps' }
  /** Teeth, tongue and cavity are drawn: for still pictures and clips that never open. */
  | { mouth: 'drawn'; look: MouthLook }
);

/**
 * Gives a face another shape. `region` is changed in place; it must be a copy of the frame inside
 * `faceRegion` with the frame's own landmarks. `target` is Float32Array [478 × 3] in frame px: the whole face in the pose
 * of the frame with the lower part as it shall be. Without taps the frame's own pixels are only warped.
 * Alpha bytes and pixels that do not move stay bit for bit. A painter that answers with a promise changes the region
 * when it is fulfilled, and not at all when it fails; what it was given stays as it is until then.
 */
export interface FacePainter {
  draw(
    region: FacePicture,
    target: Float32Array,
    taps: readonly Tap[],
    options: DrawOptions,
  ): void | Promise<void>;
  /** Frees what the browser would keep for longer. */
  dispose?(): void;
}

/** The contour of the jaw from ear to ear by way of the chin. */
export const JAW = [
  234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323,
  454,
] as const;
export const RING_POINTS = JAW.length;

/** The ring that does not move any more lies at this multiple of the jaw's distance from the tip of the nose. */
export const RING_SCALE = 1.22;

/** Points at the upper and front end of what may move: bridge and tip of the nose, inner cheeks. */
const UPPER_LIMIT = [6, 197, 195, 5, 4, 1, 50, 280, 123, 352] as const;
const NOSE_TIP = 1;
/** Room for interpolation and for the soft edge, px. */
const MARGIN = 3;

export interface FaceRegion {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The rectangle of a `width` × `height` px frame that a {@link FacePainter} may touch, in whole px;
 * null when the face lies outside of the frame.
 */
export function faceRegion(
  landmarks: Float32Array,
  width: number,
  height: number,
): FaceRegion | null {
  if (landmarks.length !== LANDMARKS * 3) {
    throw new RangeError(`A face has ${LANDMARKS * 3} values, not ${landmarks.length}.`);
  }
  const noseX = landmarks[NOSE_TIP * 3] as number;
  const noseY = landmarks[NOSE_TIP * 3 + 1] as number;
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  const include = (point: number, scale: number): void => {
    const x = noseX + ((landmarks[point * 3] as number) - noseX) * scale;
    const y = noseY + ((landmarks[point * 3 + 1] as number) - noseY) * scale;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  };
  for (const point of JAW) include(point, RING_SCALE);
  for (const point of UPPER_LIMIT) include(point, 1);
  const x = Math.max(0, Math.floor(left) - MARGIN);
  const y = Math.max(0, Math.floor(top) - MARGIN);
  const endX = Math.min(width, Math.ceil(right) + MARGIN);
  const endY = Math.min(height, Math.ceil(bottom) + MARGIN);
  if (!(endX > x && endY > y)) return null;
  return { x, y, width: endX - x, height: endY - y };
}
