import type { Face } from '../core/faces/face-track';
import { readTrackFile, writeTrackFile } from '../core/faces/track-file';
import { FPS } from '../core/time/units';
import { appStorage } from '../platform/storage/storage';
import type { CacheStore } from '../platform/storage/caches';

/** Part of every key; raise it when the landmarker or the way a face is followed changes. */
const VERSION = 2;

/** Everybody's faces as measured. */
export interface MeasuredFaces {
  /** Of the frames that were looked at, px. */
  width: number;
  height: number;
  /** Of each frame, in no particular order. */
  faces: Face[][];
  /** How much each frame differs from the one before, 0–1: Float32Array [frames]. */
  changes: Float32Array;
}

/** What is kept: a .track file with the first faces of the frames, one with the second ones …, 2.9 kB a face. */
interface KeptFaces {
  tracks: Uint8Array[];
  changes: Float32Array;
}

const nameOf = (key: string, options: object): string =>
  `faces/${VERSION}/${JSON.stringify(options)}/${key}`;

export async function findTrack(key: string, options: object): Promise<MeasuredFaces | undefined> {
  const kept = (await (await openCaches())?.get(nameOf(key, options))) as KeptFaces | undefined;
  if (!kept) return undefined;
  const [first, ...others] = kept.tracks.map(readTrackFile);
  if (!first) return undefined;
  const { width, height } = first;
  const faces = first.frames.map((face, frame) =>
    [face, ...others.map(({ frames }) => frames[frame] ?? null)].filter((each) => each !== null),
  );
  return { width, height, faces, changes: kept.changes };
}

/** Keeps the faces, if they fit; see core/faces/track-file for what does not. */
export async function keepTrack(
  key: string,
  options: object,
  { width, height, faces, changes }: MeasuredFaces,
): Promise<void> {
  if (faces.length === 0) return;
  const most = Math.max(1, ...faces.map((all) => all.length));
  let tracks: Uint8Array[];
  try {
    tracks = Array.from({ length: most }, (_, rank) => {
      const frames = faces.map((all) => all[rank] ?? null);
      return writeTrackFile({ width, height, fps: FPS, frames });
    });
  } catch (error) {
    console.warn('A face track is not kept.', error);
    return;
  }
  const kept: KeptFaces = { tracks, changes };
  await (await openCaches())?.put(nameOf(key, options), kept);
}

/** Where the browser allows no storage (some private windows), faces are looked for again. */
export async function openCaches(): Promise<CacheStore | null> {
  try {
    return (await appStorage()).caches;
  } catch (error) {
    console.warn('Nothing is cached.', error);
    return null;
  }
}
