import { expect, it } from 'vitest';
import { faceAt } from '../../tests/fixtures/rest-face';
import type { AvatarMedia } from '../platform/avatars';
import { fittedAvatar } from './fitted-avatar';

function avatar(width: number, height: number): AvatarMedia {
  const face = { landmarks: faceAt(width / 2, height / 2, width / 8), score: 0.9 };
  const track = { width, height, fps: 25, frames: [face, null] };
  const clip = { name: 'talk.mp4', kind: 'talk', frames: 2, blob: new Blob(), track } as const;
  return { id: 'me', width, height, lipsync: null, clips: [clip] };
}

it('gives an avatar that is no larger than the quality shows back as it is', () => {
  const built = avatar(720, 720);
  expect(fittedAvatar(built, 1280)).toBe(built);
  const wide = avatar(1280, 720);
  expect(fittedAvatar(wide, 1280)).toBe(wide);
});

it('shrinks a larger one with its clips and face tracks, upright or not', () => {
  for (const [whole, width, height] of [
    [avatar(1920, 1080), 1280, 720],
    [avatar(1080, 1920), 720, 1280],
  ] as const) {
    const small = fittedAvatar(whole, 1280);
    expect(small).toMatchObject({ id: 'me', width, height });
    const [clip] = small.clips;
    expect(clip).toMatchObject({ name: 'talk.mp4', maxSide: 1280, track: { width, height } });
    const [face, missing] = clip?.track.frames ?? [];
    expect(missing).toBeNull();
    expect(face?.score).toBe(0.9);
    const before = whole.clips[0]?.track.frames[0]?.landmarks ?? new Float32Array();
    expect(face?.landmarks).toHaveLength(before.length);
    for (const [i, value] of before.entries()) {
      expect(face?.landmarks[i]).toBeCloseTo((value * 2) / 3, 3);
    }
    // Another job may show it whole.
    expect(whole.clips[0]?.maxSide).toBeUndefined();
    expect(whole.clips[0]?.track.width).toBe(whole.width);
  }
});

it('makes the same one once, so that a job knows it again', () => {
  const whole = avatar(1920, 1080);
  const small = fittedAvatar(whole, 1280);
  expect(fittedAvatar(whole, 1280)).toBe(small);
  expect(fittedAvatar(whole, 640)).toMatchObject({ width: 640, height: 360 });
  expect(fittedAvatar(avatar(1920, 1080), 1280)).not.toBe(small);
});
