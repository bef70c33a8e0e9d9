import { describe, expect, it } from 'vitest';
import { buildFaceMesh } from '../../src/core/exemplar/draw/face-mesh';
import { FaceRasteriser } from '../../src/core/exemplar/draw/face-rasteriser';
import {
  faceRegion,
  type DrawOptions,
  type FacePicture,
  type Tap,
} from '../../src/core/exemplar/face-picture';
import { openWebgl } from '../../src/engines/lipsync/exemplar/webgl/open-webgl';
import { WebglFacePainter } from '../../src/engines/lipsync/exemplar/webgl/webgl-face-painter';
import { faceAt, paintedPicture, REST_FACE } from '../fixtures/rest-face';

const SIZE = 400;
const mesh = buildFaceMesh(REST_FACE);
const LOOK = { skin: [200, 150, 130], lip: [170, 90, 85] } as const;

function painter(): WebglFacePainter {
  const gl = openWebgl({ software: true });
  if (gl === null) throw new Error('This browser offers no WebGL 2.');
  return new WebglFacePainter(gl, mesh);
}

/** A face with a fine pattern, so that any difference in place shows. */
function picture(x: number, y: number, eyes: number, open: number): FacePicture {
  const landmarks = faceAt(x, y, eyes, open);
  const bounds = faceRegion(landmarks, SIZE, SIZE);
  if (bounds === null) throw new Error('The face must lie in the frame.');
  const painted = paintedPicture(landmarks, bounds, { dx: x, dy: y });
  painted.pixels.forEach((value, i) => {
    if (i % 4 !== 3) painted.pixels[i] = value + ((i * 7919) % 17);
  });
  return painted;
}

function compare(
  target: Float32Array,
  taps: readonly Tap[],
  options: DrawOptions,
): { median: number; most: number; changed: number; stray: number } {
  const before = picture(200, 170, 120, 0.02);
  const cpu = { ...before, pixels: before.pixels.slice() };
  const gpu = { ...before, pixels: before.pixels.slice() };
  new FaceRasteriser(mesh).draw(cpu, target, taps, options);
  painter().draw(gpu, target, taps, options);
  const differences: number[] = [];
  let stray = 0;
  cpu.pixels.forEach((value, i) => {
    const now = gpu.pixels[i] ?? -1;
    const was = before.pixels[i];
    // By chance a drawn value may equal the old one on one side.
    if (value === was && Math.abs(now - (was ?? 0)) > 2) stray++;
    if (value !== was) differences.push(Math.abs(value - now));
  });
  differences.sort((a, b) => a - b);
  return {
    median: differences[differences.length >> 1] ?? 0,
    most: differences[Math.floor(differences.length * 0.999)] ?? 0,
    changed: differences.length,
    stray,
  };
}

const taps: Tap[] = [
  { picture: picture(190, 160, 110, 0.05), weight: 0.25 },
  { picture: picture(195.5, 171.25, 118, 0.1), weight: 0.5 },
  { picture: picture(210, 180, 130, 0.12), weight: 0.25 },
];

describe('the face painter on the GPU', () => {
  it.each([
    ['warps the frame', [], { weight: 1, mouth: 'taps' }],
    ['blends three taps', taps, { weight: 1, mouth: 'taps' }],
    ['fades', taps, { weight: 0.4, mouth: 'taps' }],
    ['draws the inner mouth', [], { weight: 1, mouth: 'drawn', look: LOOK }],
  ] as const)('%s as the one on the CPU does', (_, used, options) => {
    const { median, most, changed, stray } = compare(faceAt(200, 170, 120, 0.11), used, options);
    expect(changed).toBeGreaterThan(10_000);
    expect(median).toBeLessThanOrEqual(1);
    expect(most).toBeLessThanOrEqual(6);
    expect(stray).toBeLessThan(changed / 200);
  });

  it('keeps every byte where nothing moves', () => {
    const before = picture(200, 170, 120, 0.02);
    const after = { ...before, pixels: before.pixels.slice() };
    painter().draw(after, before.landmarks, [], { weight: 1, mouth: 'taps' });
    expect(after.pixels.every((value, i) => value === before.pixels[i])).toBe(true);
  });

  it('draws faces of different sizes one after the other', () => {
    const gpu = painter();
    for (const eyes of [60, 150, 90]) {
      const cpu = picture(200, 170, eyes, 0);
      const drawn = { ...cpu, pixels: cpu.pixels.slice() };
      const target = faceAt(200, 170, eyes, 0.1);
      new FaceRasteriser(mesh).draw(cpu, target, taps, { weight: 1, mouth: 'taps' });
      gpu.draw(drawn, target, taps, { weight: 1, mouth: 'taps' });
      const far = cpu.pixels.filter((value, i) => Math.abs(value - (drawn.pixels[i] ?? 0)) > 3);
      expect(far.length).toBeLessThan(cpu.pixels.length / 200);
    }
  });

  it('refuses more taps than it has room for', () => {
    const four = [...taps, ...taps].slice(0, 4);
    const drawn = picture(200, 170, 120, 0);
    expect(() =>
      painter().draw(drawn, drawn.landmarks, four, { weight: 1, mouth: 'taps' }),
    ).toThrow(RangeError);
  });
});
