/** How far the head jumps at the cuts of planned videos, by the clips' face tracks; nothing is drawn. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanClip } from '../../../src/core/clips/edl';
import { framesOf, type FrameSource } from '../../../src/core/clips/frame-at';
import { planClips } from '../../../src/core/clips/plan';
import { poseSignatures } from '../../../src/core/clips/pose-signature';
import { NOSE_TIP, type FaceTrack } from '../../../src/core/faces/face-track';
import { readTrackFile } from '../../../src/core/faces/track-file';
import type { SpeechSegment } from '../../../src/core/speech/timeline';
import { ROOT } from '../../shell/terminal';
import { eyeDistance } from './metrics/mouths';
import { quantile } from './metrics/series';

/** s of each planned video, and how many are planned. */
const DURATION = 300;
const VIDEOS = 10;
/** s: how long a talk's sentences and pauses are. */
const SPEECH = [1.5, 14] as const;
const PAUSE = [0.75, 4] as const;
/** A cut is smooth where the head moves at most so many times its usual distance. */
const SMOOTH = 1.5;
/** Points that move with the skull, not with speech or blinks: forehead, nose's root and tip, sides of the face. */
const SKULL = [10, 168, NOSE_TIP, 234, 454];

export interface CutFigures {
  avatar: string;
  cuts: number;
  /** Cuts that are blended over some frames. */
  blended: number;
  /** Movement from frame to frame within the clips, in eye distances. */
  usual: Spread;
  /** Movement at a cut between the two pictures. */
  atCut: Spread;
  /** The largest movement from frame to frame around a cut where blends mix the pictures. */
  mixed: Spread;
  /** Share of the cuts within SMOOTH times the usual movement's 95th percentile: by their two pictures, and as mixed. */
  smooth: { cut: number; mixed: number };
}

interface Spread {
  median: number;
  p95: number;
  largest: number;
}

export function measureCuts(avatar: string): CutFigures {
  const folder = join(ROOT, 'public/core_clips', avatar);
  const { clips } = JSON.parse(readFileSync(join(folder, 'avatar.json'), 'utf8')) as {
    clips: (PlanClip & { track: string })[];
  };
  const tracks = new Map(
    clips.map(({ name, track }) => [name, readTrackFile(readFileSync(join(folder, track)))]),
  );
  const poses = poseSignatures(tracks);
  const skull = (clip: string, frame: number): Skull => skullOf(tracks.get(clip), frame);
  // A blink moves the eyes' corners too, by up to 8 %: the usual distance is the unit.
  const eye = quantile(
    [...tracks.values()].flatMap(({ frames }) =>
      frames.flatMap((face) => (face ? [eyeDistance(face.landmarks)] : [])),
    ),
    0.5,
  );
  const movement = (a: Skull, b: Skull): number => shift(a, b) / eye;
  const jumps: number[] = [];
  const mixed: number[] = [];
  let blended = 0;
  for (const [before, after, ...more] of plannedCuts(clips, poses)) {
    jumps.push(
      movement(skull(before.clip, before.sourceFrame), skull(after.clip, after.sourceFrame)),
    );
    if (after.blend) blended += 1;
    const around = [before, after, ...more].map(({ clip, sourceFrame, blend }) => {
      const here = skull(clip, sourceFrame);
      return blend ? mix(here, skull(blend.clip, blend.sourceFrame), blend.share) : here;
    });
    mixed.push(Math.max(...around.slice(1).map((here, i) => movement(around[i] ?? here, here))));
  }
  const usual = [...tracks.values()].flatMap((track) =>
    track.frames.slice(1).map((_, i) => movement(skullOf(track, i), skullOf(track, i + 1))),
  );
  const spread = spreadOf(usual);
  const share = (moves: number[]): number =>
    moves.filter((move) => move <= SMOOTH * spread.p95).length / moves.length;
  return {
    avatar,
    cuts: jumps.length,
    blended,
    usual: spread,
    atCut: spreadOf(jumps),
    mixed: spreadOf(mixed),
    smooth: { cut: share(jumps), mixed: share(mixed) },
  };
}

/** What is shown at a cut: the frame before, the first after, and the others as long as pictures are mixed and one more. */
export type CutFrames = [FrameSource, FrameSource, ...FrameSource[]];

/** The cuts of planned videos. */
export function* plannedCuts(
  clips: PlanClip[],
  poses: ReturnType<typeof poseSignatures>,
): Generator<CutFrames> {
  const lengths = new Map(clips.map(({ name, frames }) => [name, frames]));
  for (let seed = 0; seed < VIDEOS; seed++) {
    const { edl } = planClips(talk(seed), clips, { poses, seed });
    const shown = [...framesOf(edl, lengths)];
    for (const { recordIn, blend = 0 } of edl.events) {
      const [before, after] = [shown[recordIn - 1], shown[recordIn]];
      if (!before || !after || goesOn(before, after)) continue;
      yield [before, after, ...shown.slice(recordIn + 1, recordIn + blend + 1)];
    }
  }
}

const spreadOf = (values: number[]): Spread => ({
  median: quantile(values, 0.5),
  p95: quantile(values, 0.95),
  largest: Math.max(...values),
});

/** Whether one picture follows another in its clip. */
const goesOn = (before: FrameSource, after: FrameSource): boolean =>
  before.clip === after.clip && Math.abs(before.sourceFrame - after.sourceFrame) <= 1;

/** Places of the skull's points, px: x, y, x, … */
type Skull = number[];

/** The nearest frame that shows a face. */
function skullOf(track: FaceTrack | undefined, frame: number): Skull {
  const frames = track?.frames ?? [];
  const face =
    frames[frame] ?? frames.slice(frame).find(Boolean) ?? frames.slice(0, frame).findLast(Boolean);
  if (!face) throw new Error('A clip shows no face.');
  const { landmarks } = face;
  return SKULL.flatMap((k) => [landmarks[k * 3] ?? 0, landmarks[k * 3 + 1] ?? 0]);
}

/** Root mean square shift of the skull's points, px. */
function shift(a: Skull, b: Skull): number {
  const squares = a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0);
  return Math.sqrt(squares / SKULL.length);
}

const mix = (a: Skull, b: Skull, share: number): Skull =>
  a.map((value, i) => value + share * ((b[i] ?? 0) - value));

/** Sentences and pauses of a talk, the same for a seed (a linear congruential generator, Numerical Recipes). */
function talk(seed: number): { duration: number; segments: SpeechSegment[] } {
  let state = seed + 1;
  const between = ([least, most]: readonly [number, number]): number => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return least + (most - least) * (state / 2 ** 32) ** 2;
  };
  const segments: SpeechSegment[] = [];
  for (let start = 0; start < DURATION;) {
    const kind = segments.at(-1)?.kind === 'speech' ? 'silence' : 'speech';
    const end = Math.min(DURATION, start + between(kind === 'speech' ? SPEECH : PAUSE));
    segments.push({ kind, start, end });
    start = end;
  }
  return { duration: DURATION, segments };
}
