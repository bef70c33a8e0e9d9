import type { FaceTrack } from '../faces/face-track';
import type { LoopFix } from './clip-loop';
import { entryCost, PoseContinuity, type Entry } from './pose-continuity';
import { poseSignatures } from './pose-signature';
import { VISIBLE_JUMP } from './pose-continuity';
import { poseMotion } from './turning-points';

/** How well a clip begins again after its last frame, beside how it changes from frame to frame. */
export interface LoopQuality {
  /**
   * How far the head of the first frame is from where it would move after the last one, in distances of the outer
   * eye corners; null without a face.
   */
  jump: number | null;
  /** The same within the clip, from each frame to the next: the 95 % quantile. */
  usualJump: number | null;
  /** Mean difference of the first picture from the last one, 0–1. */
  change: number;
  /** The same within the clip: the 95 % quantile. */
  usualChange: number;
  /** What to do about it. */
  fix: LoopFix;
}

/** Small pictures of all frames: `pixels` Uint8Array [frames × side × side × 3], brightness and two colour differences. */
export interface ThumbnailStrip {
  side: number;
  frames: number;
  pixels: Uint8Array;
}

/** A seam shows when it is this many times what the clip's own motion is. */
const TIMES_USUAL = 1.5;
/** A change of the picture below this share of the brightness range is the codec's noise (key frames: 0.004). */
const VISIBLE_CHANGE = 0.012;
/** A cross-fade hides seams up to so many times the just visible one; of larger ones it shows both pictures. */
const BLEND_REACH = 4;
const QUANTILE = 0.95;

/**
 * Measures the seam of a clip that is played as a loop, by the head's pose and by the whole picture (hands,
 * background, light), and chooses what hides it: nothing where it is no larger than the clip's own motion; else
 * playing to and fro, where the head is calm at both ends; else a cross-fade for a small one; else playing to and fro.
 *
 * @param track the clip's face track.
 * @param strip its frames as small pictures.
 */
export function loopQuality(track: FaceTrack, strip: ThumbnailStrip): LoopQuality {
  const seams = new LoopSeams(track, strip);
  const frames = strip.frames;
  const jump = seams.jump(frames - 1, seams.restart);
  const steps = Array.from({ length: Math.max(0, frames - 1) }, (_, k) => k);
  const measured = {
    jump: jump ?? null,
    usualJump: jump === undefined ? null : quantile(steps.map((k) => seams.jump(k, k + 1) ?? 0)),
    change: pictureChange(strip, frames - 1, 0),
    usualChange: quantile(steps.map((k) => pictureChange(strip, k, k + 1))),
  };
  return { ...measured, fix: fixFor(measured, seams.turn(0, frames)) };
}

type MeasuredSeam = Omit<LoopQuality, 'fix'>;

/** Whether the seam is seen where the clip simply begins again. */
export function seamShows({ jump, usualJump, change, usualChange }: MeasuredSeam): boolean {
  return (
    (jump ?? 0) > Math.max(VISIBLE_JUMP, TIMES_USUAL * (usualJump ?? 0)) ||
    change > Math.max(VISIBLE_CHANGE, TIMES_USUAL * usualChange)
  );
}

/** @param turn how strongly turning round at both ends shows, 1 just visible. */
function fixFor(seam: MeasuredSeam, turn: number): LoopFix {
  if (!seamShows(seam)) return 'none';
  if (turn <= 1) return 'ping-pong';
  const { jump, change } = seam;
  const small = (jump ?? 0) <= BLEND_REACH * VISIBLE_JUMP && change <= BLEND_REACH * VISIBLE_CHANGE;
  return small ? 'blend' : 'ping-pong';
}

const CLIP = 'clip';

/** Measures how the ends of any part of a video would meet. Strengths are 1 where they are just visible. */
export class LoopSeams {
  readonly #continuity: PoseContinuity;
  readonly #motion: Float32Array;
  readonly #strip: ThumbnailStrip;
  /** The frame with which the whole video would begin again. */
  readonly restart: number;

  constructor(track: FaceTrack, strip: ThumbnailStrip) {
    const poses = poseSignatures(new Map([[CLIP, track]]));
    const pose = poses.get(CLIP);
    const frames = track.frames.length;
    this.#continuity = new PoseContinuity(poses);
    this.#motion = pose ? poseMotion(pose) : new Float32Array(frames);
    this.#strip = strip;
    this.restart = this.#continuity.loop({ name: CLIP, kind: 'talk', frames }).restart;
  }

  /** How far the head of frame `to` is from where it would move after frame `from`, in eye distances. */
  jump(from: number, to: number): number | undefined {
    return this.#entry(from, to).jump;
  }

  /** How strongly a part [from, to) shows that it is played to and fro: at a turn all motion reverses. */
  turn(from: number, to: number): number {
    const reversal = (frame: number) =>
      2 *
      Math.max(
        (this.#motion[frame] ?? 0) / VISIBLE_JUMP,
        pictureChange(this.#strip, frame, frame + 1) / VISIBLE_CHANGE,
      );
    return to - from < 2 ? 0 : Math.max(reversal(from), reversal(to - 2));
  }

  /**
   * How strongly a part [from, to) shows that it is repeated, in the better way of the two.
   * @param enough above this only that it is more.
   */
  strength(from: number, to: number, enough: number): number {
    const turn = this.turn(from, to);
    if (turn <= 1) return turn;
    const pose = entryCost(this.#entry(to - 1, from)) / VISIBLE_JUMP;
    if (pose > Math.min(turn, enough)) return Math.min(turn, pose);
    const again = Math.max(pose, pictureChange(this.#strip, to - 1, from) / VISIBLE_CHANGE);
    return Math.min(turn, again);
  }

  #entry(from: number, to: number): Entry {
    return this.#continuity.entry({ clip: CLIP, frame: from, backwards: false }, CLIP, to);
  }
}

/** Mean absolute difference of two frames, of brightness and colour together: 0–1 where only the light changes. */
function pictureChange({ side, pixels }: ThumbnailStrip, a: number, b: number): number {
  const size = side * side * 3;
  let sum = 0;
  for (let k = 0; k < size; k++) {
    sum += Math.abs((pixels[a * size + k] ?? 0) - (pixels[b * size + k] ?? 0));
  }
  return sum / (side * side) / 255;
}

function quantile(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor(QUANTILE * (sorted.length - 1))] ?? 0;
}
