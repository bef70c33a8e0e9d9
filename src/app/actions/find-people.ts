import type { Face } from '../../core/faces/face-track';
import { faceBox } from '../../core/faces/follow';
import type { PicturePlace } from '../../core/faces/follow-people';
import type { Mouthpiece } from '../../pipeline/types';
import { frameOfVideo, pictureOf } from './frame-of-video';

/** Somebody in the picture. */
export interface Person {
  /** Middle of the face: shares of the picture's width and height. */
  place: PicturePlace;
  /** Height of the face, as a share of the picture's. */
  size: number;
  /** The face, as a small picture. */
  thumbnail: string;
}

/** The nearest face to each of these is asked for: more people than this in one picture are not told apart. */
const PLACES: readonly PicturePlace[] = [
  { x: 0, y: 0.4 },
  { x: 0.35, y: 0.4 },
  { x: 0.65, y: 0.4 },
  { x: 1, y: 0.4 },
];
const MOST_FACES = PLACES.length;
const THUMBNAIL_PX = 96;
/** Of the face's size, around it. */
const MARGIN = 0.35;
/** Two faces nearer than this share of their width are one. */
const SAME_FACE = 0.5;

/**
 * The people in a picture, from left to right.
 * @param seconds the moment of a video; null for a picture.
 * @returns an empty list where the browser cannot show it.
 */
export async function findPeople(
  mouthpiece: Mouthpiece,
  url: string,
  seconds: number | null,
  signal: AbortSignal,
): Promise<Person[]> {
  const frame = seconds === null ? await pictureOf(url) : await frameOfVideo(url, seconds);
  if (frame === null) return [];
  const blob = await frame.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
  const faces: Face[] = [];
  for (const face of PLACES) {
    const options = { maxFaces: MOST_FACES, face, smooth: false };
    const { frames } = await mouthpiece.detectFaces(blob, options, { signal });
    const [found] = frames;
    if (found && !faces.some((known) => sameFace(known, found))) faces.push(found);
  }
  return faces
    .sort((a, b) => middle(a).x - middle(b).x)
    .map((face) => {
      const { x, y } = middle(face);
      const place = { x: clamp(x / frame.width), y: clamp(y / frame.height) };
      const { top, bottom } = faceBox(face);
      return { place, size: (bottom - top) / frame.height, thumbnail: thumbnail(frame, face) };
    });
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

function middle(face: Face): { x: number; y: number } {
  const { left, top, right, bottom } = faceBox(face);
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

function sameFace(a: Face, b: Face): boolean {
  const { left, right } = faceBox(a);
  const [one, other] = [middle(a), middle(b)];
  return Math.hypot(one.x - other.x, one.y - other.y) < SAME_FACE * (right - left);
}

function thumbnail(frame: OffscreenCanvas, face: Face): string {
  const { left, top, right, bottom } = faceBox(face);
  const side = Math.max(right - left, bottom - top) * (1 + 2 * MARGIN);
  const { x, y } = middle(face);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = THUMBNAIL_PX;
  canvas
    .getContext('2d')
    ?.drawImage(frame, x - side / 2, y - side / 2, side, side, 0, 0, THUMBNAIL_PX, THUMBNAIL_PX);
  return canvas.toDataURL('image/jpeg', 0.85);
}
