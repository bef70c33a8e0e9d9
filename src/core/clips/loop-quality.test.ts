import { describe, expect, it } from 'vitest';
import { LANDMARKS, type Face, type FaceTrack } from '../faces/face-track';
import { loopQuality, LoopSeams, type ThumbnailStrip } from './loop-quality';

const FRAMES = 60;
const SIDE = 4;
/** Distance of the outer eye corners, px. */
const EYES = 100;

/** A head that stands `x` eye distances to the right. */
function face(x: number): Face {
  const landmarks = new Float32Array(LANDMARKS * 3);
  const set = (point: number, px: number, py: number) =>
    landmarks.set([px + x * EYES, py], 3 * point);
  set(33, 100, 100);
  set(263, 100 + EYES, 100);
  set(1, 150, 160);
  set(10, 150, 40);
  set(168, 150, 100);
  set(234, 75, 130);
  set(454, 225, 130);
  return { landmarks, score: 1 };
}

function track(position: (frame: number) => number): FaceTrack {
  const frames = Array.from({ length: FRAMES }, (_, frame) => face(position(frame)));
  return { width: 512, height: 512, fps: 25, frames };
}

/** All pixels of a frame in one grey, 0–1. */
function strip(grey: (frame: number) => number): ThumbnailStrip {
  const size = SIDE * SIDE * 3;
  const pixels = Uint8Array.from({ length: FRAMES * size }, (_, k) =>
    k % 3 === 0 ? Math.round(255 * grey(Math.floor(k / size))) : 128,
  );
  return { side: SIDE, frames: FRAMES, pixels };
}

const still = strip(() => 0.5);
const circle = (frame: number) => 0.1 * Math.sin((2 * Math.PI * frame) / FRAMES);

describe('loopQuality', () => {
  it('leaves a clip alone whose end flows into its start', () => {
    const quality = loopQuality(track(circle), still);
    expect(quality.fix).toBe('none');
    expect(quality.jump).toBeLessThan(0.005);
    expect(quality.change).toBe(0);
  });

  it('fades where the head is a little off, and turns round where it is far off', () => {
    const drift = (by: number) =>
      loopQuality(
        track((k) => circle(k) + (by * k) / FRAMES),
        still,
      );
    expect(drift(0.05)).toMatchObject({ fix: 'blend' });
    expect(drift(0.05).jump).toBeCloseTo(0.05, 2);
    expect(drift(0.3)).toMatchObject({ fix: 'ping-pong' });
  });

  it('allows a restless head a larger jump than a calm one', () => {
    const tremble = (frame: number) => (frame % 2 === 0 ? 0.02 : 0);
    const quality = loopQuality(track(tremble), still);
    expect(quality.usualJump).toBeGreaterThan(0.03);
    expect(quality.fix).toBe('none');
  });

  it('sees pictures that change though the head comes back', () => {
    const fade = (by: number) =>
      loopQuality(
        track(circle),
        strip((k) => 0.3 + (by * k) / FRAMES),
      );
    expect(fade(0.01).fix).toBe('none');
    expect(fade(0.03)).toMatchObject({ fix: 'blend' });
    expect(fade(0.03).change).toBeCloseTo(0.03, 2);
    expect(fade(0.4)).toMatchObject({ fix: 'ping-pong' });
  });

  it('turns round rather than fades where all is calm at both ends', () => {
    const nod = (frame: number) => 0.05 * (1 - Math.cos((Math.PI * frame) / (FRAMES - 1)));
    expect(loopQuality(track(nod), still)).toMatchObject({ fix: 'ping-pong' });
    expect(loopQuality(track(nod), still).jump).toBeGreaterThan(0.09);
    const seams = new LoopSeams(track(nod), still);
    expect(seams.turn(0, FRAMES)).toBeLessThan(0.1);
    expect(seams.turn(20, 40)).toBeGreaterThan(0.25);
    const wave = strip((k) => (k < 2 ? 0.5 * k : 0.5));
    expect(new LoopSeams(track(nod), wave).turn(0, FRAMES)).toBeGreaterThan(10);
  });

  it('goes by the pictures alone where there is no face', () => {
    const none = { ...track(circle), frames: Array.from({ length: FRAMES }, () => null) };
    expect(loopQuality(none, still)).toMatchObject({ jump: null, usualJump: null, fix: 'none' });
    expect(
      loopQuality(
        none,
        strip((k) => k / FRAMES),
      ),
    ).toMatchObject({ fix: 'ping-pong' });
  });
});
