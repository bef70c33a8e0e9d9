import { describe, expect, it } from 'vitest';
import { faceAt, paintedPicture } from '../../../tests/fixtures/rest-face';
import { coveredFrames } from './covered-frames';
import { RingReader } from './draw/ring-look';
import type { FacePicture } from './face-picture';

const reader = new RingReader();

/** A face that moves a little; the colours move with it. In another light they are others. */
function picture(frame: number, light = 0): FacePicture {
  const [x, y] = [150 + (frame % 5), 120 + (frame % 3)];
  const bounds = { x: 0, y: 0, width: 300, height: 300 };
  return paintedPicture(faceAt(x, y, 80, 0.02 * (frame % 4)), bounds, { dx: x + light, dy: y });
}

/** Something green across a corner of the mouth. */
function behindHand(face: FacePicture): FacePicture {
  const [x, y] = [face.landmarks[61 * 3] ?? 0, face.landmarks[61 * 3 + 1] ?? 0];
  const pixels = face.pixels.slice();
  for (let i = 0; i < face.width * face.height; i++) {
    const away = Math.hypot((i % face.width) - x, Math.floor(i / face.width) - y);
    if (away < 16) pixels.set([30, 200, 40], i * 4);
  }
  return { ...face, pixels };
}

/** Rings of frames: x covered, - free, . without a face. */
function rings(pattern: string, light = 0): (Int8Array | null)[] {
  return [...pattern].map((letter, frame) => {
    const face = picture(frame, light);
    if (letter === '.') return null;
    return reader.read(letter === 'x' ? behindHand(face) : face);
  });
}

const told = (covered: readonly boolean[]): string =>
  covered.map((hand) => (hand ? 'x' : '-')).join('');

describe('coveredFrames', () => {
  it('finds the frames in which a hand is before the mouth, and no others', () => {
    const pattern = '------xxxxxx----------xxxxx--';
    expect(told(coveredFrames(rings(pattern), []))).toBe(pattern);
    expect(told(coveredFrames(rings('-'.repeat(30)), []))).toBe('-'.repeat(30));
  });

  it('takes up to three frames for a false alarm', () => {
    expect(told(coveredFrames(rings('------x-----xx-------xxx----'), []))).toBe('-'.repeat(28));
    expect(told(coveredFrames(rings('xxx-------------------------'), []))).toBe('-'.repeat(28));
  });

  it('holds on where the hand hides the whole face, and where it is missed for a moment', () => {
    expect(told(coveredFrames(rings('----------xxxx...xxxx------'), []))).toBe('----------xxxxxxxxxxx------'); // prettier-ignore
    expect(told(coveredFrames(rings('----------xxxx--xxxx-------'), []))).toBe('----------xxxxxxxxxx-------'); // prettier-ignore
  });

  it('judges each shot by itself', () => {
    const [before, after] = [`${'-'.repeat(46)}xxxx`, '-'.repeat(12)];
    const both = [...rings(before), ...rings(after, 40)];
    expect(told(coveredFrames(both, [before.length]))).toBe(before + after);
    // Without the cut the other light is taken for a hand.
    expect(told(coveredFrames(both, []))).toMatch(/x{12}$/);
  });

  it('knows no hand where no face is', () => {
    expect(coveredFrames([null, null], [])).toEqual([false, false]);
    expect(coveredFrames([], [])).toEqual([]);
  });
});
