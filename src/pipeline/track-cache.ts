import type { Face } from '../core/faces/face-track';
import { readTrackFile, writeTrackFile } from '../core/faces/track-file';
import { FPS } from '../core/time/units';
import { appStorage } from '../platform/storage/storage';
import type { CacheStore } from '../platform/storage/caches';

/** Part of every key; raise it when the landmarker, the way a face is followed or its ring is read changes. */
const VERSION = 3;

/** Everybody's faces as measured. */
export interface MeasuredFaces {
  /** Of the frames that were looked at, px. */
  width: number;
  height: number;
  /** Of each frame, in no particular order. */
  faces: Face[][];
  /** The skin around the mouth of each face, see core/exemplar/draw/ring-look. */
  rings: Int8Array[][];
  /** How much each frame differs from the one before, 0–1: Float32Array [frames]. */
  changes: Float32Array;
}

/** What is kept: a .track file with the first faces of the frames, one with the second ones …, 4 kB a face with its ring. */
interface KeptFaces {
  tracks: Uint8Array[];
  /** All rings, frame by frame, one after the other. */
  rings: Int8Array;
  changes: Float32Array;
}

const nameOf = (key: string, options: object): string =>
  `faces/${VERSION}/${JSON.stringify(options)}/${key}`;

export async function findTrack(key: string, options: object): Promise<MeasuredFaces | undefined> {
  const kept = (await (await openCaches())?.get(nameOf(key, options))) as KeptFaces | undefined;
  return kept && unpacked(kept);
}

/**
 * Keeps the faces, if they fit; see core/faces/track-file for what does not.
 * @returns them as they are found the next time: rounded, so that a job gives the same pixels whether its faces were known or
 *   not, and what was learned of them still counts.
 */
export async function keepTrack(
  key: string,
  options: object,
  measured: MeasuredFaces,
): Promise<MeasuredFaces> {
  const kept = packed(measured);
  if (kept === null) return measured;
  await (await openCaches())?.put(nameOf(key, options), kept);
  return unpacked(kept) ?? measured;
}

function packed({ width, height, faces, rings, changes }: MeasuredFaces): KeptFaces | null {
  if (faces.length === 0) return null;
  const most = Math.max(1, ...faces.map((all) => all.length));
  try {
    const tracks = Array.from({ length: most }, (_, rank) => {
      const frames = faces.map((all) => all[rank] ?? null);
      return writeTrackFile({ width, height, fps: FPS, frames });
    });
    return { tracks, rings: joined(rings.flat()), changes };
  } catch (error) {
    console.warn('A face track is not kept.', error);
    return null;
  }
}

function unpacked({ tracks, rings, changes }: KeptFaces): MeasuredFaces | undefined {
  const [first, ...others] = tracks.map((track) => readTrackFile(track));
  if (!first) return undefined;
  const { width, height } = first;
  const faces = first.frames.map((face, frame) =>
    [face, ...others.map(({ frames }) => frames[frame] ?? null)].filter((each) => each !== null),
  );
  return { width, height, faces, rings: apart(rings, faces), changes };
}

function joined(rings: readonly Int8Array[]): Int8Array {
  const length = rings[0]?.length ?? 0;
  const all = new Int8Array(rings.length * length);
  rings.forEach((ring, i) => all.set(ring, i * length));
  return all;
}

/** A ring for each of the faces. */
function apart(all: Int8Array, faces: readonly (readonly Face[])[]): Int8Array[][] {
  const length = all.length / faces.reduce((sum, { length: count }) => sum + count, 0);
  let at = 0;
  return faces.map((some) => some.map(() => all.subarray(at, (at += length))));
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
