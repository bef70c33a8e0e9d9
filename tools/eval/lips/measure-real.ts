/** A video of recorded speech against what its phones ask for. */
import { CURVE_COUNT, CURVES } from '../../../src/core/lipsync/curve-window';
import {
  closures,
  motion,
  openVowels,
  shutBelow,
  silentFrames,
  type Closures,
} from './metrics/articulation';
import { opening, type Landmarks } from './metrics/mouths';
import { correlation, lagOf } from './metrics/series';
import type { Phone } from './phones';

/** s of quiet around a frame of silence: the mouth closes in the first, opens in the last part of a pause. */
const SETTLED = 0.24;
/** Frames by which picture and sound may be apart at most. */
const MOST_LAG = 8;
/** A curve closes the lips: tools/speech/labels.py, is_closed. */
const PRESSED = 0.35;
const CLOSED_OPEN = 0.1;

const OPEN = CURVES.indexOf('open');
const PRESS = CURVES.indexOf('press');

export interface RealFigures {
  frames: number;
  withoutFace: number;
  /** Correlation of the lips' opening in the picture with the phones' target. */
  openingCorrelation: number;
  /** Of the lips in the picture. */
  closures: Closures;
  /** Widest opening at open vowels, mean, as a share of the range. */
  openVowels: number;
  /** Of the curves that drove them; null where those are unknown. */
  curveClosures: Closures | null;
  /** Frames by which the picture is late. */
  lag: number;
  /** Motion in silence as a share of that in speech. */
  silenceMotion: number;
}

/** What phones ask for, frame by frame. */
export interface Asked {
  phones: readonly Phone[];
  open: readonly number[];
}

/** @param curves Float32Array [frames × 7] that drove the mouth; null: unknown. */
export function measureReal(
  { phones, open }: Asked,
  faces: readonly Landmarks[],
  curves: Float32Array | null,
): RealFigures {
  const openings = faces.map(opening);
  const seen = openings.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
  const limit = shutBelow(openings);
  const silent = silentFrames(phones, openings.length, SETTLED);
  return {
    frames: faces.length,
    withoutFace: faces.length - seen.length,
    openingCorrelation: correlation(
      seen.map((i) => openings[i] ?? 0),
      seen.map((i) => open[i] ?? 0),
    ),
    closures: closures(
      openings.map((value) => value < limit),
      phones,
    ),
    openVowels: openVowels(openings, phones),
    curveClosures: curves && closures(closedCurves(curves), phones),
    lag: lagOf(openings, open, MOST_LAG),
    silenceMotion:
      motion(openings, (i) => silent[i] === true) / motion(openings, (i) => silent[i] === false),
  };
}

/** Frames whose curves ask for shut lips. */
function closedCurves(curves: Float32Array): boolean[] {
  return Array.from({ length: curves.length / CURVE_COUNT }, (_, i) => {
    const at = i * CURVE_COUNT;
    return (curves[at + PRESS] ?? 0) > PRESSED && (curves[at + OPEN] ?? 0) < CLOSED_OPEN;
  });
}
