import type { Face } from '../../core/faces/face-track';
import { faceBox } from '../../core/faces/follow';
import type { PicturePlace } from '../../core/faces/follow-people';
import type { Mouthpiece } from '../../pipeline/types';

/** Somebody in the picture. */
export interface Person {
  /** Middle of the face: shares of the picture's width and height. */
  place: PicturePlace;
  /** Height of the face, as a share of the picture's. */
  size: number;
  /** The face, as a small picture. */
  thumbnail: string;
}

const THUMBNAIL_PX = 96;
/** Of the face's size, around it. */
const MARGIN = 0.35;

/**
 * The people in a picture, or in a video at `seconds`, from left to right.
 * @returns an empty list where the browser cannot show the picture.
 */
export async function findPeople(
  mouthpiece: Mouthpiece,
  media: Blob,
  seconds: number,
  signal: AbortSignal,
): Promise<Person[]> {
  const { picture, width, height, faces } = await mouthpiece.findPeople(media, seconds, { signal });
  const image = await createImageBitmap(picture).catch(() => null);
  if (image === null) return [];
  const people = faces.map((face) => {
    const { x, y } = middle(face);
    const { top, bottom } = faceBox(face);
    return {
      place: { x: clamp(x / width), y: clamp(y / height) },
      size: (bottom - top) / height,
      thumbnail: thumbnail(image, face, image.width / width),
    };
  });
  image.close();
  return people.sort((a, b) => a.place.x - b.place.x);
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

function middle(face: Face): { x: number; y: number } {
  const { left, top, right, bottom } = faceBox(face);
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

/** @param scale pixels of the image for one of those that the face was measured in. */
function thumbnail(image: ImageBitmap, face: Face, scale: number): string {
  const { left, top, right, bottom } = faceBox(face);
  const side = scale * Math.max(right - left, bottom - top) * (1 + 2 * MARGIN);
  const x = scale * middle(face).x - side / 2;
  const y = scale * middle(face).y - side / 2;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = THUMBNAIL_PX;
  canvas.getContext('2d')?.drawImage(image, x, y, side, side, 0, 0, THUMBNAIL_PX, THUMBNAIL_PX);
  return canvas.toDataURL('image/jpeg', 0.85);
}
