/** A spoken video against the rendered truth. */
import { join } from 'node:path';
import { ROOT } from '../../shell/terminal';
import { CURVE_COUNT, CURVES } from '../../../src/core/lipsync/curve-window';
import { fitSimilarity, lowerFaceTemplate } from '../../../src/core/faces/alignment';
import { cropBounds, type RegionBounds } from '../../../src/core/lipsync/pixel-region';
import { UNET_CROP } from '../../../src/core/lipsync/unet-crop';
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
import { decibels, gradientDeviation, meanStep, psnr, squaredError } from './metrics/pictures';
import { correlation, mean, standardDeviation } from './metrics/series';
import { LABIODENTALS } from './phones';
import { truthPictures, type Sentence, type TruthReel } from './truth-reel';
import { framesOf, type Size } from './video';

/** The lips' surroundings that pictures are compared in: half side in distances of the outer eye corners. */
const AROUND_LIPS = 0.45;
/** The mouth crop, as the app cuts it and a network draws it. */
const CROP = lowerFaceTemplate(UNET_CROP.size);
/** LMD is given for pictures of this size, px. */
const LMD_SIDE = 512;
/** A curve tucks the lip: tools/speech/labels.py, _self_check. */
const TUCKED = 0.4;
const TUCK = CURVES.indexOf('tuck');

export interface TruthFigures {
  frames: number;
  /** In the mouth crop: the mean of the frames' figures, as publications give it, dB. */
  psnr: number;
  /** Around the lips alone, of the mean squared error over all frames, dB. */
  lipsPsnr: number;
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
  /** In the mouth crop, dB. */
  psnr: number;
  /** Around the lips: mean squared error. */
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
    const crop = cropBox(face, reel.size);
    const box = lipsBox(face, reel.size);
    const [a, b] = [cut(drawn, reel.size, box), cut(real.value, reel.size, box)];
    const before = starts.has(figures.length) ? undefined : last;
    figures.push({
      psnr: psnr(cut(drawn, reel.size, crop), cut(real.value, reel.size, crop)),
      error: squaredError(a, b),
      ssim: ssim(a, b, box.width, box.height),
      gradientDeviation: gradientDeviation(a, b, box.width, box.height),
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
    psnr: picked((figures) => figures.psnr),
    lipsPsnr: decibels(picked(({ error }) => error)),
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
  psnr: Number.NaN,
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

/** The part of a frame that the mouth crop covers. */
function cropBox(face: Float32Array, { width, height }: Size): RegionBounds {
  const points = Float32Array.from(
    [...CROP.indices].flatMap((k) => [face[k * 3] ?? 0, face[k * 3 + 1] ?? 0]),
  );
  const bounds = cropBounds(fitSimilarity(CROP.points, points), CROP.size, width, height);
  if (!bounds) throw new Error('The truth has a face outside of the picture.');
  return bounds;
}

function lipsBox(face: Float32Array, size: Size): RegionBounds {
  const half = Math.round(AROUND_LIPS * eyeDistance(face));
  const { x, y } = mouthCentre(face);
  const inside = (value: number, length: number): number =>
    Math.max(0, Math.min(length - 2 * half, Math.round(value) - half));
  const side = 2 * half;
  return { x: inside(x, size.width), y: inside(y, size.height), width: side, height: side };
}

function cut(frame: Uint8ClampedArray, size: Size, box: RegionBounds): Uint8ClampedArray {
  const { x, y, width, height } = box;
  const picture = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * size.width + x) * 4;
    picture.set(frame.subarray(from, from + width * 4), row * width * 4);
  }
  return picture;
}
