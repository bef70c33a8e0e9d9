import type { FaceTrack } from '../faces/face-track';
import type { LoopFix } from './clip-loop';
import { entryCost, PoseContinuity } from './pose-continuity';
import { poseSignatures } from './pose-signature';
import { VISIBLE_JUMP } from './runs';

/** How well a clip begins again after its last frame, beside how it changes from frame to frame. */
export interface LoopQuality {
  /**
   * How far the head of the first frame is from where it would move after the last one, in distances of the outer
   * eye corners; null without a face.
   */
  jump: number | null;
  /** The same within the clip, from each frame to the next: the 95 % quantile. */
  usualJump: number | null;
  /** Mean difference of the first picture's colours from the last one's, 0–1. */
  change: number;
  /** The same within the clip: the 95 % quantile. */
  usualChange: number;
  /** What to do about it. */
  fix: LoopFix;
}

/** Small pictures of all frames: `pixels` Uint8Array [frames × side × side × 3]. */
export interface ThumbnailStrip {
  side: number;
  frames: number;
  pixels: Uint8Array;
}

/** A seam shows when it is this many times what the clip's own motion is. */
const TIMES_USUAL = 1.5;
/** A change of the picture below this share of the colour range is the codec's noise (key frames: 0.004). */
const VISIBLE_CHANGE = 0.012;
/** A cross-fade hides seams up to so many times the visible one (its longest: five times); beyond it shows both. */
const BLEND_REACH = 4;
const QUANTILE = 0.95;

/**
 * Measures the seam of a clip that is played as a loop, by the head's pose and by the whole picture (hands,
 * background, light), and chooses what hides it: nothing where it is no larger than the clip's own motion, a
 * cross-fade for a small one, playing to and fro for one that a cross-fade would show as two pictures.
 *
 * @param track the clip's face track.
 * @param strip its frames as small pictures.
 */
export function loopQuality(track: FaceTrack, strip: ThumbnailStrip): LoopQuality {
  const pose = poseSeam(track);
  const changes = Array.from({ length: Math.max(0, strip.frames - 1) }, (_, k) =>
    pictureChange(strip, k, k + 1),
  );
  const change = pictureChange(strip, strip.frames - 1, 0);
  const usualChange = quantile(changes);
  const measured = { ...pose, change, usualChange };
  return { ...measured, fix: fixFor(measured) };
}

function fixFor({ jump, usualJump, change, usualChange }: Omit<LoopQuality, 'fix'>): LoopFix {
  const seam = Math.max(
    (jump ?? 0) / Math.max(VISIBLE_JUMP, TIMES_USUAL * (usualJump ?? 0)),
    change / Math.max(VISIBLE_CHANGE, TIMES_USUAL * usualChange),
  );
  if (seam <= 1) return 'none';
  return seam <= BLEND_REACH ? 'blend' : 'ping-pong';
}

/**
 * Prepares to measure the seams of loops over any part of a video.
 * @returns how strongly a loop over frames [from, to) shows, 1 just visible; above `enough` only that it is more.
 */
export function loopSeams(
  track: FaceTrack,
  strip: ThumbnailStrip,
): (from: number, to: number, enough: number) => number {
  const continuity = new PoseContinuity(poseSignatures(new Map([[CLIP, track]])));
  return (from, to, enough) => {
    const exit = { clip: CLIP, frame: to - 1, backwards: false };
    const pose = entryCost(continuity.entry(exit, CLIP, from)) / VISIBLE_JUMP;
    if (pose > enough) return pose;
    return Math.max(pose, pictureChange(strip, to - 1, from) / VISIBLE_CHANGE);
  };
}

const CLIP = 'clip';

function poseSeam(track: FaceTrack): Pick<LoopQuality, 'jump' | 'usualJump'> {
  const frames = track.frames.length;
  const continuity = new PoseContinuity(poseSignatures(new Map([[CLIP, track]])));
  const jumpTo = (from: number, to: number) =>
    continuity.entry({ clip: CLIP, frame: from, backwards: false }, CLIP, to).jump;
  const { restart } = continuity.loop({ name: CLIP, kind: 'talk', frames });
  const jump = jumpTo(frames - 1, restart);
  if (jump === undefined) return { jump: null, usualJump: null };
  const within = Array.from({ length: Math.max(0, frames - 1) }, (_, k) => jumpTo(k, k + 1) ?? 0);
  return { jump, usualJump: quantile(within) };
}

/** Mean absolute difference of two frames' colours, 0–1. */
export function pictureChange({ side, pixels }: ThumbnailStrip, a: number, b: number): number {
  const size = side * side * 3;
  let sum = 0;
  for (let k = 0; k < size; k++) {
    sum += Math.abs((pixels[a * size + k] ?? 0) - (pixels[b * size + k] ?? 0));
  }
  return sum / size / 255;
}

function quantile(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor(QUANTILE * (sorted.length - 1))] ?? 0;
}
