/** A spoken video against the rendered truth. */
import { join } from 'node:path';
import { ROOT } from '../../shell/terminal';
import { CURVE_COUNT, CURVES } from '../../../src/core/lipsync/curve-window';
import { FPS } from '../../../src/core/time/units';
import { ssim } from '../ssim';
import { findFaces } from './faces';
import { closures, rateAt, shutBelow, type Closures } from './metrics/articulation';
import {
  eyeDistance,
  lipBend,
  lipDistance,
  mouthCentre,
  opening,
  type Landmarks,
} from './metrics/mouths';
import { decibels, gradientDeviation, meanStep, squaredError } from './metrics/pictures';
import { correlation, mean, standardDeviation } from './metrics/series';
import { LABIODENTALS } from './phones';
import { truthPictures, type Sentence, type TruthReel } from './truth-reel';
import { framesOf, type Size } from './video';

/** The mouth's surroundings that pictures are compared in: half side in distances of the outer eye corners. */
const CROP = 0.45;
/** LMD is given for pictures of this size, px. */
const LMD_SIDE = 512;
/** A curve tucks the lip: tools/speech/labels.py, _self_check. */
const TUCKED = 0.4;
const TUCK = CURVES.indexOf('tuck');

export interface TruthFigures {
  frames: number;
  /** Of the mean squared error over all frames, dB. */
  psnr: number;
  ssim: number;
  gradientDeviation: number;
  /** px at 512². */
  lmd: number;
  openingCorrelation: number;
  /** Standard deviation of the opening as a share of the truth's. */
  openingRatio: number;
  closures: Closures;
  /** Share of f and v that the curves tuck; null where they are unknown. */
  tucked: number | null;
  /** Trembling of the lips' landmarks as a share of the truth's. */
  trembling: number;
  /** Change of the picture from frame to frame as a share of the truth's. */
  flicker: number;
}

export interface Faces {
  truth: readonly Landmarks[];
  drawn: readonly Landmarks[];
}

interface FrameFigures {
  error: number;
  ssim: number;
  gradientDeviation: number;
  /** NaN at the start of a sentence. */
  drawnStep: number;
  truthStep: number;
}

export const truthFaces = (reel: TruthReel): Promise<Landmarks[]> =>
  findFaces(join(ROOT, 'tools/avatar/out/eval', reel.avatar), truthPictures(reel));

/** @throws Error for a video of another length, or truth without a face. */
export async function compareFrames(
  reel: TruthReel,
  video: string,
  truth: readonly Landmarks[],
): Promise<FrameFigures[]> {
  const starts = new Set(reel.sentences.map(({ first }) => first));
  const pictures = truthFrames(reel);
  const figures: FrameFigures[] = [];
  let last: { drawn: Uint8ClampedArray; truth: Uint8ClampedArray } | undefined;
  for await (const drawn of framesOf(video, reel.size)) {
    const real = await pictures.next();
    const face = truth[figures.length];
    if (real.done || !face) throw new Error(`No truth for frame ${String(figures.length)}.`);
    const box = mouthBox(face, reel.size);
    const [a, b] = [cut(drawn, reel.size, box), cut(real.value, reel.size, box)];
    const before = starts.has(figures.length) ? undefined : last;
    figures.push({
      error: squaredError(a, b),
      ssim: ssim(a, b, box.side, box.side),
      gradientDeviation: gradientDeviation(a, b, box.side, box.side),
      drawnStep: before ? meanStep(a, cut(before.drawn, reel.size, box)) : Number.NaN,
      truthStep: before ? meanStep(b, cut(before.truth, reel.size, box)) : Number.NaN,
    });
    last = { drawn, truth: real.value };
  }
  if (figures.length !== reel.frames) {
    throw new Error(`${video} has ${String(figures.length)} frames, not ${String(reel.frames)}.`);
  }
  return figures;
}

/** The figures of some sentences. @param curves Float32Array [frames × 7] that drove the mouth; null: unknown. */
export function summarise(
  reel: TruthReel,
  sentences: readonly Sentence[],
  frames: readonly FrameFigures[],
  { truth, drawn }: Faces,
  curves: Float32Array | null,
): TruthFigures {
  const wanted = sentences.flatMap(({ first, frames: length }) =>
    Array.from({ length }, (_, i) => first + i),
  );
  const phones = reel.phones.filter(({ start }) =>
    sentences.some(
      ({ first, frames: length }) => start >= first / FPS && start < (first + length) / FPS,
    ),
  );
  const over = (value: (frame: number) => number): number =>
    mean(wanted.map(value).filter((number) => !Number.isNaN(number)));
  const picked = (value: (figures: FrameFigures) => number): number =>
    over((i) => value(frames[i] ?? NOTHING));
  const seen = wanted.filter((i) => truth[i] && drawn[i]);
  const open = (faces: readonly Landmarks[]): number[] =>
    seen.map((i) => opening(faces[i] ?? null));
  const shut = shutBelow(truth.map(opening));
  const bend = (faces: readonly Landmarks[]): number =>
    over((i) => lipBend(faces[i - 1] ?? null, faces[i] ?? null, faces[i + 1] ?? null));
  return {
    frames: wanted.length,
    psnr: decibels(picked(({ error }) => error)),
    ssim: picked((figures) => figures.ssim),
    gradientDeviation: picked((figures) => figures.gradientDeviation),
    lmd:
      (mean(seen.map((i) => lipDistance(drawn[i] ?? NO_FACE, truth[i] ?? NO_FACE))) * LMD_SIDE) /
      reel.size.width,
    openingCorrelation: correlation(open(drawn), open(truth)),
    openingRatio: standardDeviation(open(drawn)) / standardDeviation(open(truth)),
    closures: closures(
      drawn.map((face) => opening(face) < shut),
      phones,
    ),
    tucked:
      curves &&
      rateAt(
        LABIODENTALS,
        phones,
        reel.frames,
        (i) => (curves[i * CURVE_COUNT + TUCK] ?? 0) > TUCKED,
      ),
    trembling: bend(drawn) / bend(truth),
    flicker: picked(({ drawnStep }) => drawnStep) / picked(({ truthStep }) => truthStep),
  };
}

const NOTHING: FrameFigures = {
  error: Number.NaN,
  ssim: Number.NaN,
  gradientDeviation: Number.NaN,
  drawnStep: Number.NaN,
  truthStep: Number.NaN,
};
const NO_FACE = new Float32Array(0);

async function* truthFrames(reel: TruthReel): AsyncGenerator<Uint8ClampedArray> {
  for (const { folder } of reel.sentences) yield* framesOf(join(folder, '%06d.jpg'), reel.size);
}

interface Box {
  x: number;
  y: number;
  side: number;
}

function mouthBox(face: Float32Array, size: Size): Box {
  const half = Math.round(CROP * eyeDistance(face));
  const { x, y } = mouthCentre(face);
  const inside = (value: number, length: number): number =>
    Math.max(0, Math.min(length - 2 * half, Math.round(value) - half));
  return { x: inside(x, size.width), y: inside(y, size.height), side: 2 * half };
}

function cut(frame: Uint8ClampedArray, { width }: Size, { x, y, side }: Box): Uint8ClampedArray {
  const picture = new Uint8ClampedArray(side * side * 4);
  for (let row = 0; row < side; row++) {
    const from = ((y + row) * width + x) * 4;
    picture.set(frame.subarray(from, from + side * 4), row * side * 4);
  }
  return picture;
}
