import { faceRegion, type FaceMesh, type FacePicture } from './face-picture';
import type { KeyFrame } from './key-frames';

/** Longest side of a key frame's picture, px: 60 of them take 35 MB. */
const PICTURE_SIDE = 384;
/** Room around what may be taken from a picture, share of its extent. */
const MARGIN = 0.12;

/** The part of a frame that a key picture shows, whole px, and the picture's size. */
export interface PictureCrop {
  x: number;
  y: number;
  width: number;
  height: number;
  pictureWidth: number;
  pictureHeight: number;
}

/** What of a key frame may be blended into others: all points with a share, and some room. */
export function pictureCrop(
  { landmarks }: KeyFrame,
  mesh: FaceMesh,
  frameWidth: number,
  frameHeight: number,
): PictureCrop {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  mesh.alpha.forEach((share, vertex) => {
    if (share <= 0 || vertex * 3 >= landmarks.length) return;
    const x = landmarks[vertex * 3] as number;
    const y = landmarks[vertex * 3 + 1] as number;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  const roomX = (right - left) * MARGIN;
  const roomY = (bottom - top) * MARGIN;
  const x = clamp(Math.floor(left - roomX), 0, frameWidth - 2);
  const y = clamp(Math.floor(top - roomY), 0, frameHeight - 2);
  const width = clamp(Math.ceil(right + roomX), x + 2, frameWidth) - x;
  const height = clamp(Math.ceil(bottom + roomY), y + 2, frameHeight) - y;
  return { x, y, width, height, ...pictureSize({ width, height }) };
}

/** The whole face of a key frame, for the colours of lips and cheeks. */
export function wholeFace(
  { landmarks }: KeyFrame,
  frameWidth: number,
  frameHeight: number,
): PictureCrop {
  const region = faceRegion(landmarks, frameWidth, frameHeight);
  if (region === null) throw new RangeError('The face lies outside of the frame.');
  return { ...region, ...pictureSize(region) };
}

/** The picture of a crop: its landmarks count the picture's own pixels. */
export function keyPicture(
  { landmarks }: KeyFrame,
  crop: PictureCrop,
  pixels: Uint8ClampedArray,
): FacePicture {
  const scaleX = crop.pictureWidth / crop.width;
  const scaleY = crop.pictureHeight / crop.height;
  const scaled = landmarks.map((value, k) => {
    if (k % 3 === 0) return (value - crop.x) * scaleX;
    return k % 3 === 1 ? (value - crop.y) * scaleY : value * scaleX;
  });
  return {
    pixels,
    width: crop.pictureWidth,
    height: crop.pictureHeight,
    x: 0,
    y: 0,
    landmarks: scaled,
  };
}

function pictureSize({
  width,
  height,
}: Pick<PictureCrop, 'width' | 'height'>): Pick<PictureCrop, 'pictureWidth' | 'pictureHeight'> {
  const scale = Math.min(1, PICTURE_SIDE / Math.max(width, height));
  return {
    pictureWidth: Math.max(2, Math.round(width * scale)),
    pictureHeight: Math.max(2, Math.round(height * scale)),
  };
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));
