import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faceAt, paintedPicture } from '../../../../tests/fixtures/rest-face';
import { idlePose, type IdlePose } from './idle-pose';
import { StillPicture } from './still-picture';

const SIZE = 480;
const EYES = 60;
const face = faceAt(240, 200, EYES);
const REST: IdlePose = {
  roll: 0,
  yaw: 0,
  pitch: 0,
  shiftX: 0,
  shiftY: 0,
  breath: 0,
  blink: 0,
};

const picture = paintedPicture(face, { x: 0, y: 0, width: SIZE, height: SIZE });

function draw(pose: Partial<IdlePose>): { out: Uint8ClampedArray; landmarks: Float32Array } {
  const out = new Uint8ClampedArray(picture.pixels.length);
  const landmarks = new StillPicture(picture, face).draw({ ...REST, ...pose }, out);
  return { out, landmarks };
}

const at = (pixels: Uint8ClampedArray, x: number, y: number): number[] => [
  ...pixels.subarray((Math.floor(y) * SIZE + Math.floor(x)) * 4).subarray(0, 3),
];

describe('StillPicture', () => {
  it('is the picture itself, byte for byte, at rest', () => {
    const { out, landmarks } = draw({});
    expect(out.every((value, i) => value === picture.pixels[i])).toBe(true);
    expect(landmarks).toEqual(face);
  });

  it('carries the landmarks where it carries the pixels', () => {
    const pose = { roll: 0.02, yaw: 0.05, pitch: -0.04, shiftX: 0.03, shiftY: 0.01, breath: 1 };
    const { out, landmarks } = draw(pose);
    const { landmarks: level } = draw({ shiftX: 0.03 });
    expect((level[13 * 3] ?? 0) - (face[13 * 3] ?? 0)).toBeCloseTo(0.03 * EYES, 1);
    for (const point of [1, 13, 33, 152, 234, 10]) {
      const [x = 0, y = 0] = landmarks.subarray(point * 3, point * 3 + 2);
      const [u = 0, v = 0] = face.subarray(point * 3, point * 3 + 2);
      expect(Math.hypot(x - u, y - v)).toBeGreaterThan(0.3);
      const now = at(out, x, y);
      const before = at(picture.pixels, u, v);
      now.forEach((value, c) => expect(Math.abs(value - (before[c] ?? 0))).toBeLessThan(9));
    }
  });

  it('leaves what is away from the person as it is', () => {
    const { out } = draw({ roll: 0.02, yaw: 0.05, pitch: 0.04, shiftX: 0.03 });
    for (const [x, y] of [
      [5, 5],
      [470, 10],
      [20, 240],
      [460, 240],
    ] as const) {
      expect(at(out, x, y)).toEqual(at(picture.pixels, x, y));
    }
    expect(at(out, 240, 200)).not.toEqual(at(picture.pixels, 240, 200));
  });

  it('tears nothing: neighbours stay neighbours', () => {
    const smooth = (pixels: Uint8ClampedArray): number => {
      let most = 0;
      for (let i = 4; i < pixels.length; i += 4) {
        if ((i / 4) % SIZE === 0) continue;
        most = Math.max(most, Math.abs((pixels[i] ?? 0) - (pixels[i - 4] ?? 0)));
      }
      return most;
    };
    const { out } = draw({ roll: 0.02, yaw: -0.05, pitch: 0.04, shiftX: -0.03, breath: 1 });
    expect(smooth(out)).toBeLessThan(smooth(picture.pixels) * 1.6);
  });

  it('shuts the eyes with skin from above and changes nothing else', () => {
    const skin = { ...picture, pixels: picture.pixels.slice().fill(180) };
    const iris = [468, 473].map(
      (point) => [face[point * 3] ?? 0, face[point * 3 + 1] ?? 0] as const,
    );
    for (const [x, y] of iris)
      skin.pixels.set([20, 20, 20], (Math.floor(y) * SIZE + Math.floor(x)) * 4);
    const out = new Uint8ClampedArray(skin.pixels.length);
    new StillPicture(skin, face).draw({ ...REST, blink: 1 }, out);
    for (const [x, y] of iris) expect(at(out, x, y)[0]).toBeGreaterThan(150);
    new StillPicture(skin, face).draw({ ...REST, blink: 0.05 }, out);
    for (const [x, y] of iris) expect(at(out, x, y)[0]).toBe(20);
  });

  it('refuses pictures of a wrong size', () => {
    expect(() => new StillPicture({ ...picture, width: 10 }, face)).toThrow(RangeError);
    const still = new StillPicture(picture, face);
    expect(() => still.draw(REST, new Uint8ClampedArray(4))).toThrow(RangeError);
  });
});

describe('idlePose', () => {
  it('moves smoothly and little', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (frame) => {
        const [a, b] = [idlePose(frame), idlePose(frame + 1)];
        for (const key of ['roll', 'yaw', 'pitch'] as const) {
          expect(Math.abs(a[key])).toBeLessThan(0.06);
          expect(Math.abs(a[key] - b[key])).toBeLessThan(0.003);
        }
        expect(Math.abs(a.shiftX - b.shiftX)).toBeLessThan(0.002);
      }),
    );
  });

  it('blinks every 3 to 6 seconds for a fifth of a second', () => {
    const shut = Array.from({ length: 5000 }, (_, frame) => idlePose(frame).blink > 0);
    const starts = shut.flatMap((now, frame) => (now && !shut[frame - 1] ? [frame] : []));
    const gaps = starts.slice(1).map((frame, i) => (frame - (starts[i] ?? 0)) / 25);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2.9);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(6.1);
    expect(new Set(gaps).size).toBeGreaterThan(5);
    const frames = shut.filter(Boolean).length / starts.length;
    expect(frames).toBeGreaterThan(4);
    expect(frames).toBeLessThan(6.5);
  });

  it('repeats after a loop, without a jump', () => {
    for (const loop of [50, 250, 333]) {
      for (const frame of [0, 7, 49]) {
        const [a, b] = [idlePose(frame, loop), idlePose(frame + loop, loop)];
        for (const key of [
          'roll',
          'yaw',
          'pitch',
          'shiftX',
          'shiftY',
          'breath',
          'blink',
        ] as const) {
          expect(b[key]).toBeCloseTo(a[key], 6);
        }
      }
    }
    expect(() => idlePose(1, 0)).toThrow(RangeError);
  });
});
