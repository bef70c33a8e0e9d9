import { unzipSync } from 'fflate';
import { faceBox } from '../../src/core/faces/follow.ts';
import { readTrackFile } from '../../src/core/faces/track-file.ts';

/** Where an exported avatar's first clip has its face: the mean over frames, as a share of the width. */
export function facePlace(packed: number[]): number {
  const [track] = Object.entries(unzipSync(Uint8Array.from(packed))).filter(([name]) =>
    name.endsWith('.track'),
  );
  const { width, frames } = readTrackFile(track?.[1] ?? new Uint8Array());
  const places = frames.flatMap((face) => {
    if (face === null) return [];
    const { left, right } = faceBox(face);
    return [(left + right) / 2 / width];
  });
  return places.reduce((sum, place) => sum + place, 0) / places.length;
}
