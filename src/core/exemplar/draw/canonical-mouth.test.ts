import { describe, expect, it } from 'vitest';
import { faceAt, paintedPicture, REST_FACE } from '../../../../tests/fixtures/rest-face';
import { faceRegion, type FacePicture } from '../face-picture';
import { canonicalGeometry, canonicalMouth, MOUTH_SIZE, mouthDistance } from './canonical-mouth';
import { buildFaceMesh } from './face-mesh';
import { freedom, ringDistance, skinRing, usualRing } from './mouth-ring';
import { lowerFaceSharpness } from './sharpness';

const geometry = canonicalGeometry(buildFaceMesh(REST_FACE));

/** A face at (x, y) whose colours move with it. */
function picture(x: number, y: number, eyes = 80): FacePicture {
  const landmarks = faceAt(x, y, eyes);
  const bounds = faceRegion(landmarks, 300, 300);
  if (bounds === null) throw new Error('The face must lie in the frame.');
  return paintedPicture(landmarks, bounds, { dx: x, dy: y });
}

/** Paints a patch beside the mouth, as a finger would. */
function withFinger(face: FacePicture): FacePicture {
  const cornerX = (face.landmarks[61 * 3] ?? 0) - face.x;
  const cornerY = (face.landmarks[61 * 3 + 1] ?? 0) - face.y;
  const pixels = face.pixels.slice();
  for (let row = 0; row < face.height; row++) {
    for (let column = 0; column < face.width; column++) {
      if (Math.hypot(column - cornerX, row - cornerY) < 14) {
        pixels.set([30, 200, 40], (row * face.width + column) * 4);
      }
    }
  }
  return { ...face, pixels };
}

describe('canonicalMouth', () => {
  it('is the same wherever the face stands', () => {
    const one = canonicalMouth(picture(130, 110), geometry);
    const other = canonicalMouth(picture(151.5, 97.25), geometry);
    expect(one).toHaveLength(MOUTH_SIZE * MOUTH_SIZE * 3);
    expect(mouthDistance(one, other)).toBeLessThan(1);
  });

  it('differs with what is seen, not with its brightness', () => {
    const one = canonicalMouth(picture(130, 110), geometry);
    const brighter = picture(130, 110);
    brighter.pixels.forEach((value, i) => (brighter.pixels[i] = i % 4 === 3 ? value : value + 9));
    expect(mouthDistance(one, canonicalMouth(brighter, geometry))).toBeLessThan(1);
    expect(
      mouthDistance(one, canonicalMouth(withFinger(picture(130, 110)), geometry)),
    ).toBeGreaterThan(10);
  });
});

describe('usualRing', () => {
  const ring = skinRing(geometry);
  const faces = Array.from({ length: 20 }, (_, i) => picture(128 + (i % 5), 110 + (i % 3)));

  it('leaves the lips out of the ring', () => {
    const share = ring.reduce((sum, on) => sum + on, 0) / ring.length;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.8);
    expect(ring[(MOUTH_SIZE / 2) * MOUTH_SIZE + MOUTH_SIZE / 2]).toBe(0);
  });

  const mouthOf = (face: FacePicture): Float32Array => canonicalMouth(face, geometry);

  it('finds the hand in some of the pictures, and none where there is none', () => {
    const clean = usualRing(faces.map(mouthOf), ring);
    for (const face of faces) expect(freedom(mouthOf(face), clean)).toBe(1);
    const hands = new Set([3, 4, 5, 11, 12]);
    const some = faces.map((face, i) => mouthOf(hands.has(i) ? withFinger(face) : face));
    const usual = usualRing(some, ring);
    const covered = some.map((mouth) => ringDistance(mouth, usual) > usual.limit);
    expect(covered).toEqual(faces.map((_, i) => hands.has(i)));
    expect(freedom(some[3] ?? new Float32Array(0), usual)).toBe(0);
  });

  it('knows no hand where no picture is', () => {
    expect(usualRing([], ring).limit).toBeGreaterThan(0);
  });
});

describe('lowerFaceSharpness', () => {
  it('falls when the picture is blurred', () => {
    const sharp = picture(130, 110);
    sharp.pixels.forEach((value, i) => {
      if (i % 4 !== 3) sharp.pixels[i] = value + ((i * 7919) % 23);
    });
    const soft = { ...sharp, pixels: sharp.pixels.slice() };
    for (let i = 8; i < soft.pixels.length - 8; i++) {
      if (i % 4 === 3) continue;
      soft.pixels[i] =
        ((sharp.pixels[i - 4] ?? 0) + (sharp.pixels[i] ?? 0) + (sharp.pixels[i + 4] ?? 0)) / 3;
    }
    expect(lowerFaceSharpness(soft)).toBeLessThan(0.7 * lowerFaceSharpness(sharp));
  });
});
