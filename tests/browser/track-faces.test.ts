import { expect, it } from 'vitest';
import type { Face } from '../../src/core/faces/face-track';
import { prepareVideo } from '../../src/engines/decode/prepare-video';
import { countPeople } from '../../src/pipeline/count-people';
import { findPeople } from '../../src/pipeline/find-people';
import { trackFaces } from '../../src/pipeline/track-faces';
import { drawnClip } from './media/synthetic';

const SIZE = 512;
const NOSE = 1;
/** Largest distance allowed of a landmark between one thread and two, px at 512 × 512. */
const TOLERANCE = 1;

const load = async (path: string): Promise<Blob> => (await fetch(path)).blob();
const prepared = async (video: Blob) => prepareVideo(video, {}, {});
/** Names a content that no other test has. */
const fresh = (): string => crypto.randomUUID();
const unheard = (): undefined => undefined;

function noseAt(face: Face | null | undefined): number {
  return face?.landmarks[3 * NOSE] ?? NaN;
}

/** Adam's picture, moved right by `right(frame)` px; nothing where that is null. */
async function movedPicture(
  frames: number,
  right: (frame: number) => number | null,
): Promise<Blob> {
  const image = await createImageBitmap(await load('/core_clips/adam/poster.jpg'));
  return drawnClip({ frames, width: SIZE, height: SIZE }, (context, frame) => {
    const shift = right(frame);
    context.fillStyle = 'dimgrey';
    context.fillRect(0, 0, SIZE, SIZE);
    if (shift !== null) context.drawImage(image, shift, 0, SIZE, SIZE);
  });
}

it('finds the same face with two threads as with one', async () => {
  const video = await prepared(await load('/core_clips/adam/02,88s talk.mp4'));
  const reports: [number, number][] = [];
  const one = await trackFaces(video, fresh(), { threads: 1 }, unheard);
  const two = await trackFaces(video, fresh(), { threads: 2 }, (done, total) => {
    reports.push([done, total]);
  });
  expect(two.raw).toHaveLength(72);
  expect(reports.at(-1)).toEqual([72, 72]);
  let largest = 0;
  two.raw.forEach((face, frame) => {
    face?.landmarks.forEach((value, i) => {
      if (i % 3 < 2) {
        largest = Math.max(largest, Math.abs(value - (one.raw[frame]?.landmarks[i] ?? NaN)));
      }
    });
  });
  expect(largest).toBeLessThan(TOLERANCE);
});

it('ends the shot at a cut, and looks at a video once', async () => {
  const cut = 30;
  const blank = [14, 15];
  const clip = await movedPicture(50, (frame) => {
    if (blank.includes(frame)) return null;
    return frame < cut ? frame / 2 : 90;
  });
  const key = fresh();
  const { raw, mended, cuts } = await trackFaces(await prepared(clip), key, {}, unheard);
  expect(cuts).toContain(cut);
  expect(raw.flatMap((face, frame) => (face === null ? [frame] : []))).toEqual(blank);
  expect(noseAt(mended[cut]) - noseAt(mended[cut - 1])).toBeGreaterThan(70);

  // The second time nothing is looked at again.
  const reports: number[] = [];
  const again = await trackFaces(await prepared(clip), key, {}, (done) => reports.push(done));
  expect(reports).toEqual([]);
  expect(again.cuts).toEqual(cuts);
  expect(again.raw).toEqual(raw);
});

it('counts people, and follows the one at a place', async () => {
  const image = await createImageBitmap(await load('/core_clips/adam/poster.jpg'));
  const clip = await drawnClip({ frames: 12, width: 2 * SIZE, height: SIZE }, (context) => {
    context.drawImage(image, 0, 0, SIZE, SIZE);
    context.drawImage(image, SIZE, 64, SIZE - 64, SIZE - 64);
  });
  const pair = await prepared(clip);
  const { faces, width } = await findPeople(clip, 0.2);
  const noses = faces.map((face) => noseAt(face) / width).sort((one, other) => one - other);
  expect(noses).toHaveLength(2);
  expect(noses[0]).toBeLessThan(0.5);
  expect(noses[1]).toBeGreaterThan(0.5);

  const key = fresh();
  expect(await countPeople(pair, key, { from: 0, to: 12 })).toBe(2);
  const largest = await trackFaces(pair, key, { maxFaces: 2 }, unheard);
  // Whoever is chosen, nothing is looked at again.
  const reports: number[] = [];
  const right = { maxFaces: 2, at: { x: 0.8, y: 0.5 } };
  const chosen = await trackFaces(pair, key, right, (done) => reports.push(done));
  expect(reports).toEqual([]);
  for (const frame of [0, 11]) {
    expect(noseAt(largest.raw[frame])).toBeLessThan(SIZE);
    expect(noseAt(chosen.raw[frame])).toBeGreaterThan(SIZE);
  }
});
