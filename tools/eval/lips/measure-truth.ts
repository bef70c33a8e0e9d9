/** A spoken video against the rendered truth. */
import { join } from 'node:path';
import { ROOT } from '../../shell/terminal';
import { ssim } from '../ssim';
import { findFaces } from './faces';
import {
  eyeDistance,
  lipDistance,
  mouthCentre,
  opening,
  trembling,
  type Landmarks,
} from './metrics/mouths';
import { decibels, gradientDeviation, meanStep, squaredError } from './metrics/pictures';
import { correlation, mean, standardDeviation } from './metrics/series';
import { truthPictures, type TruthReel } from './truth-reel';
import { framesOf, pictureName, picturesOf, type Size } from './video';

/** The mouth's surroundings that pictures are compared in: half side in distances of the outer eye corners. */
const CROP = 0.45;
/** LMD is given for pictures of this size, px. */
const LMD_SIDE = 512;

export interface TruthFigures {
  frames: number;
  /** Of the mean error over all frames, dB. */
  psnr: number;
  ssim: number;
  gradientDeviation: number;
  /** px at 512². */
  lmd: number;
  openingCorrelation: number;
  openingRatio: number;
  trembling: number;
  flicker: number;
}

export interface Faces {
  truth: Landmarks[];
  drawn: Landmarks[];
}

export const truthFaces = (reel: TruthReel): Promise<Landmarks[]> =>
  findFaces(join(ROOT, 'tools/avatar/out/eval', reel.avatar), truthPictures(reel));

export async function drawnFaces(
  video: string,
  frames: number,
  folder: string,
): Promise<Landmarks[]> {
  picturesOf(video, folder);
  return findFaces(
    folder,
    Array.from({ length: frames }, (_, i) => pictureName(i)),
  );
}

export async function measureTruth(
  reel: TruthReel,
  video: string,
  { truth, drawn }: Faces,
): Promise<TruthFigures> {
  const errors: number[] = [];
  const similarities: number[] = [];
  const deviations: number[] = [];
  const steps = { truth: 0, drawn: 0 };
  let last: { drawn: Uint8ClampedArray; truth: Uint8ClampedArray } | undefined;
  let at = 0;
  const starts = new Set(reel.sentences.map(({ first }) => first));
  const pictures = truthFrames(reel);
  for await (const frame of framesOf(video, reel.size)) {
    const real = await pictures.next();
    const face = truth[at];
    if (real.done || !face) throw new Error(`The truth has no face in frame ${String(at)}.`);
    const box = mouthBox(face, reel.size);
    const [a, b] = [cut(frame, reel.size, box), cut(real.value, reel.size, box)];
    errors.push(squaredError(a, b));
    similarities.push(ssim(a, b, box.side, box.side));
    deviations.push(gradientDeviation(a, b, box.side, box.side));
    if (last && !starts.has(at)) {
      steps.drawn += meanStep(a, cut(last.drawn, reel.size, box));
      steps.truth += meanStep(b, cut(last.truth, reel.size, box));
    }
    last = { drawn: frame, truth: real.value };
    at += 1;
  }
  if (at !== reel.frames) throw new Error(`${video} has ${String(at)} frames.`);
  const both = truth.flatMap((real, i) => {
    const face = drawn[i];
    return real && face ? [{ real, face }] : [];
  });
  const openings = {
    truth: both.map(({ real }) => opening(real)),
    drawn: both.map(({ face }) => opening(face)),
  };
  return {
    frames: at,
    psnr: decibels(mean(errors)),
    ssim: mean(similarities),
    gradientDeviation: mean(deviations),
    lmd: mean(both.map(({ real, face }) => lipDistance(face, real))) * (LMD_SIDE / reel.size.width),
    openingCorrelation: correlation(openings.drawn, openings.truth),
    openingRatio: standardDeviation(openings.drawn) / standardDeviation(openings.truth),
    trembling: trembling(drawn) / trembling(truth),
    flicker: steps.drawn / steps.truth,
  };
}

async function* truthFrames(reel: TruthReel): AsyncGenerator<Uint8ClampedArray> {
  for (const { folder, frames } of reel.sentences) {
    let count = 0;
    for await (const frame of framesOf(join(folder, '%06d.jpg'), reel.size)) {
      if (count++ < frames) yield frame;
    }
  }
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
