import type { Face } from '../core/faces/face-track';
import { readTrackFile, writeTrackFile } from '../core/faces/track-file';
import { FPS } from '../core/time/units';
import { appStorage } from '../platform/storage/storage';
import type { CacheStore } from '../platform/storage/caches';

/** Part of every key; raise it when the landmarker or the way a face is followed changes. */
const VERSION = 1;

/** One person's face as measured. */
export interface MeasuredTrack {
  /** Of the frames that were looked at, px. */
  width: number;
  height: number;
  faces: (Face | null)[];
  /** How much each frame differs from the one before, 0–1: Float32Array [frames]. */
  changes: Float32Array;
}

/** What is kept: the faces as a .track file, 2.9 kB a frame. */
interface KeptTrack {
  track: Uint8Array;
  changes: Float32Array;
}

const nameOf = (key: string, options: object): string =>
  `faces/${VERSION}/${JSON.stringify(options)}/${key}`;

export async function findTrack(key: string, options: object): Promise<MeasuredTrack | undefined> {
  const kept = (await (await openCaches())?.get(nameOf(key, options))) as KeptTrack | undefined;
  if (!kept) return undefined;
  const { width, height, frames } = readTrackFile(kept.track);
  return { width, height, faces: frames, changes: kept.changes };
}

/** Keeps a track, if it fits; see core/faces/track-file for what does not. */
export async function keepTrack(
  key: string,
  options: object,
  { width, height, faces, changes }: MeasuredTrack,
): Promise<void> {
  if (faces.length === 0) return;
  let track: Uint8Array;
  try {
    track = writeTrackFile({ width, height, fps: FPS, frames: faces });
  } catch (error) {
    console.warn('A face track is not kept.', error);
    return;
  }
  const kept: KeptTrack = { track, changes };
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
