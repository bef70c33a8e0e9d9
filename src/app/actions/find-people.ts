import type { Face } from '../../core/faces/face-track';
import { faceBox } from '../../core/faces/follow';
import type { PicturePlace } from '../../core/faces/follow-people';
import type { Mouthpiece, PeopleInPicture } from '../../pipeline/types';
import { isAbort } from '../../workers/protocol/errors';

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

/** Looks at a video; more find a person who is there for a moment only, each takes some tenths of a second. */
const LOOKS = 5;

/** Seconds spread over a stretch, its beginning among them: when to look for people. */
export function spreadMoments(end: number): number[] {
  return Array.from({ length: LOOKS }, (_, look) => (look * end) / LOOKS);
}

/**
 * The people in a picture, or in a video at some moments, from left to right.
 * @param moments seconds, of no meaning for a picture. What fails at a later one is left out.
 * @returns an empty list where the browser cannot show the picture.
 */
export async function findPeople(
  mouthpiece: Mouthpiece,
  media: Blob,
  moments: readonly number[],
  signal: AbortSignal,
): Promise<Person[]> {
  let people: Person[] = [];
  for (const [look, seconds] of moments.entries()) {
    try {
      const found = await mouthpiece.findPeople(media, seconds, { signal });
      people = withNewcomers(people, await peopleIn(found));
    } catch (error) {
      if (look === 0 || isAbort(error)) throw error;
      console.warn('Nobody could be looked for there.', error);
    }
  }
  return people.sort((a, b) => a.place.x - b.place.x);
}

/**
 * The people known and those of another picture who are somebody else. People move: only where more are seen at once than
 * are known is somebody new, and it is whoever is farthest from the known ones.
 */
export function withNewcomers(known: readonly Person[], seen: readonly Person[]): Person[] {
  const pairs = known.flatMap((one) =>
    seen.map((other) => {
      const away = Math.hypot(one.place.x - other.place.x, one.place.y - other.place.y);
      return { one, other, away };
    }),
  );
  const met = new Set<Person>();
  for (const { one, other } of pairs.sort((a, b) => a.away - b.away)) {
    if (met.has(one) || met.has(other)) continue;
    met.add(one).add(other);
  }
  return [...known, ...seen.filter((person) => known.length === 0 || !met.has(person))];
}

/** The people in the first seconds of a video; where its length is not known, in its first frame. */
export async function findPeopleInVideo(
  mouthpiece: Mouthpiece,
  video: Blob,
  first: number,
  signal: AbortSignal,
): Promise<Person[]> {
  const length = await videoSeconds(video);
  const moments = length === null ? [0] : spreadMoments(Math.min(length, first));
  return findPeople(mouthpiece, video, moments, signal);
}

/** Length of a video in seconds; null where the browser cannot tell. */
async function videoSeconds(file: Blob): Promise<number | null> {
  const url = URL.createObjectURL(file);
  const video = document.createElement('video');
  try {
    return await new Promise((resolve) => {
      video.onloadedmetadata = () =>
        resolve(Number.isFinite(video.duration) && video.videoWidth > 0 ? video.duration : null);
      video.onerror = () => resolve(null);
      video.preload = 'metadata';
      video.src = url;
    });
  } finally {
    video.removeAttribute('src');
    URL.revokeObjectURL(url);
  }
}

/** The people in one picture, in no order; an empty list where the browser cannot show it. */
export async function peopleIn({
  picture,
  width,
  height,
  faces,
}: PeopleInPicture): Promise<Person[]> {
  const image = await createImageBitmap(picture).catch(() => null);
  if (image === null) return [];
  const people = faces.map((face): Person => {
    const { x, y } = middle(face);
    const { top, bottom } = faceBox(face);
    return {
      place: { x: clamp(x / width), y: clamp(y / height) },
      size: (bottom - top) / height,
      thumbnail: thumbnail(image, face, image.width / width),
    };
  });
  image.close();
  return people;
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
