import { beforeAll, describe, expect, it } from 'vitest';
import { buildFaceMesh } from '../../src/core/exemplar/draw/face-mesh';
import { FaceRasteriser } from '../../src/core/exemplar/draw/face-rasteriser';
import {
  faceRegion,
  type DrawOptions,
  type FacePainter,
  type FacePicture,
  type Tap,
} from '../../src/core/exemplar/face-picture';
import { faceAt, paintedPicture, REST_FACE } from '../fixtures/rest-face';

const SIZE = 400;
export const mesh = buildFaceMesh(REST_FACE);
const LOOK = { skin: [200, 150, 130], lip: [170, 90, 85] } as const;
const TAPS_ONLY = { weight: 1, mouth: 'taps' } as const;

/** A face with a fine pattern, so that any difference in place shows. */
function picture(x: number, y: number, eyes: number, open: number): FacePicture {
  const landmarks = faceAt(x, y, eyes, open);
  const bounds = faceRegion(landmarks, SIZE, SIZE);
  if (bounds === null) throw new Error('The face must lie in the frame.');
  const painted = paintedPicture(landmarks, bounds, { dx: x, dy: y });
  painted.pixels.forEach((value, i) => {
    if (i % 4 !== 3) painted.pixels[i] = value + ((i * 7919) % 61);
  });
  return painted;
}

const copyOf = (face: FacePicture): FacePicture => ({ ...face, pixels: face.pixels.slice() });

const taps: Tap[] = [
  { picture: picture(190, 160, 110, 0.05), weight: 0.25 },
  { picture: picture(195.5, 171.25, 118, 0.1), weight: 0.5 },
  { picture: picture(210, 180, 130, 0.12), weight: 0.25 },
];

/** A face as it was, as the CPU draws it, and as it shall be drawn: its eyes are `eyes` px apart. */
export interface Drawing {
  before: FacePicture;
  drawn: FacePicture;
  onCpu: FacePicture;
  target: Float32Array;
  taps: readonly Tap[];
  options: DrawOptions;
}

export function drawing(
  eyes: number,
  used: readonly Tap[] = taps,
  options: DrawOptions = TAPS_ONLY,
): Drawing {
  const before = picture(200, 170, eyes, 0.02);
  const target = faceAt(200, 170, eyes, 0.11);
  const onCpu = copyOf(before);
  new FaceRasteriser(mesh).draw(onCpu, target, used, options);
  return { before, drawn: copyOf(before), onCpu, target, taps: used, options };
}

export async function drawWith(painter: FacePainter, job: Drawing): Promise<void> {
  await painter.draw(job.drawn, job.target, job.taps, job.options);
}

/** Holds what was drawn against what the CPU draws. */
export function expectSame({ before, drawn, onCpu }: Drawing): void {
  const differences: number[] = [];
  let stray = 0;
  onCpu.pixels.forEach((value, i) => {
    const now = drawn.pixels[i] ?? -1;
    const was = before.pixels[i] ?? -1;
    // By chance a drawn value may equal the old one on one side.
    if (value === was && Math.abs(now - was) > 2) stray++;
    if (value !== was) differences.push(Math.abs(value - now));
  });
  differences.sort((a, b) => a - b);
  const quantile = (share: number): number =>
    differences[Math.floor(differences.length * share)] ?? 0;
  expect(quantile(0.5)).toBeLessThanOrEqual(1);
  // Bilinear instead of cubic reading reaches 4 here.
  expect(quantile(0.99)).toBeLessThanOrEqual(3);
  expect(quantile(0.999)).toBeLessThanOrEqual(6);
  expect(stray).toBeLessThan(differences.length / 200);
  expect(differences.length).toBeGreaterThan(before.pixels.length / 20);
}

/** Two pictures are the same, byte for byte: much faster than what expect offers. */
export function expectBytes(one: FacePicture, other: FacePicture): void {
  expect(one.pixels.every((value, i) => value === other.pixels[i])).toBe(true);
}

/** Holds a painter on the GPU together with the one on the CPU. */
export function describePainter(
  name: string,
  open: () => FacePainter | Promise<FacePainter>,
): void {
  describe(`the face painter on ${name}`, () => {
    let painter: FacePainter;
    beforeAll(async () => {
      painter = await open();
    });

    it.each([
      ['warps the frame', [], TAPS_ONLY],
      ['takes one picture', [{ picture: taps[1]?.picture, weight: 1 }] as Tap[], TAPS_ONLY],
      ['blends three pictures', taps, TAPS_ONLY],
      ['fades', taps, { weight: 0.4, mouth: 'taps' }],
      ['draws the inner mouth', [], { weight: 1, mouth: 'drawn', look: LOOK }],
    ] as const)('%s as the one on the CPU does', async (_, used, options) => {
      const job = drawing(120, used, options);
      await drawWith(painter, job);
      expectSame(job);
    });

    it('keeps every byte where nothing moves', async () => {
      const before = picture(200, 170, 120, 0.02);
      const after = copyOf(before);
      await painter.draw(after, before.landmarks, [], TAPS_ONLY);
      expectBytes(after, before);
    });

    it('keeps every byte at weight 0', async () => {
      const job = drawing(120, taps, { weight: 0, mouth: 'taps' });
      await drawWith(painter, job);
      expectBytes(job.drawn, job.before);
    });

    it('draws faces of different sizes one after the other', async () => {
      for (const eyes of [60, 150, 90]) {
        const job = drawing(eyes);
        await drawWith(painter, job);
        expectSame(job);
      }
    });

    it('draws many pictures one after the other, and an early one again', async () => {
      const first = drawing(60);
      await drawWith(painter, first);
      const [tap] = taps as [Tap];
      for (let i = 0; i < 100; i++) {
        const other = { picture: copyOf(tap.picture), weight: 1 };
        await drawWith(painter, { ...first, drawn: copyOf(first.before), taps: [other] });
      }
      const again = drawing(60);
      await drawWith(painter, again);
      expectBytes(again.drawn, first.drawn);
      expectSame(again);
    });

    it('refuses more pictures than it has room for', async () => {
      const job = drawing(120, [...taps, ...taps].slice(0, 4));
      await expect(drawWith(painter, job)).rejects.toThrow(RangeError);
      expectBytes(job.drawn, job.before);
    });
  });
}
