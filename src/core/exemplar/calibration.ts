import { quantile } from './rest-shape';

/** How far one person's mouth opens and spreads, distances of the outer eye corners = 1. */
export interface MouthRange {
  /** Opening of shut lips, and of a wide open vowel. */
  shut: number;
  open: number;
  /** Width at rest, of spread and of pursed lips. */
  rest: number;
  spread: number;
  pursed: number;
}

/** Shut lips still measure a gap: this share of the 3 % quantile, which counts up to 0.012. */
const SHUT_SHARE = 0.4;
const SHUT_QUANTILE = 0.03;
const MOST_SHUT = 0.012;
/** An open vowel: a little over the 95 % quantile, which counts within these bounds. */
const OPEN_GAIN = 1.05;
const OPEN_QUANTILE = 0.95;
const OPEN_BOUNDS = [0.1, 0.19] as const;
/** The width at rest is the median of this share of frames, the most closed ones. */
const REST_SHARE = 0.35;
/** Quantiles of the widest and the narrowest mouth, and their bounds as shares of the rest. */
const SPREAD_QUANTILE = 0.95;
const SPREAD_BOUNDS = [1.06, 1.15] as const;
const PURSED_QUANTILE = 0.04;
const PURSED_BOUNDS = [0.74, 0.83] as const;

/**
 * The range of a person's mouth from how it was seen to move. The bounds are those of seven recorded speakers: who
 * hardly moves in the source still speaks visibly, and a yawn does not count.
 * @param openings of the frames with a face; `widths` of the same frames.
 */
export function mouthRange(openings: ArrayLike<number>, widths: ArrayLike<number>): MouthRange {
  if (openings.length === 0 || openings.length !== widths.length) {
    throw new RangeError(`${openings.length} openings do not belong to ${widths.length} widths.`);
  }
  const closed = quantile(openings, REST_SHARE);
  const resting = Array.from(widths).filter((_, i) => (openings[i] as number) <= closed);
  const rest = quantile(resting, 0.5);
  return {
    shut: SHUT_SHARE * Math.min(quantile(openings, SHUT_QUANTILE), MOST_SHUT),
    open: OPEN_GAIN * clamp(quantile(openings, OPEN_QUANTILE), ...OPEN_BOUNDS),
    rest,
    spread: rest * clamp(quantile(widths, SPREAD_QUANTILE) / rest, ...SPREAD_BOUNDS),
    pursed: rest * clamp(quantile(widths, PURSED_QUANTILE) / rest, ...PURSED_BOUNDS),
  };
}

/** A still picture tells nothing of the range: that of an average speaker, around the picture's own width. */
export function stillMouthRange(width: number): MouthRange {
  return { shut: 0, open: 0.15, rest: width, spread: width * 1.09, pursed: width * 0.83 };
}

/** A mouth that opens less than this, or hardly moves, has no inside to show: eye distances, 95 % quantile and range. */
const SHOWS_INSIDE = 0.06;
const MOVES = 0.02;

/** Whether the frames never show the inside of the mouth in motion, so that it has to be drawn: stills, listeners. */
export function neverOpens(openings: ArrayLike<number>): boolean {
  const widest = quantile(openings, OPEN_QUANTILE);
  return widest < SHOWS_INSIDE || widest - quantile(openings, 1 - OPEN_QUANTILE) < MOVES;
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));
