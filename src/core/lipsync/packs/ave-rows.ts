import { MEL_RATE } from '../../audio/mel';
import { FPS } from '../../time/units';

/** Mel frames that the "ave" encoder sees at a time. */
export const AVE_WINDOW = 16;

/**
 * SyncTalk_2D puts the features of the first window twice at the start, when it trains and when it draws: row k hears the
 * window of frame k − 1.
 */
const DOUBLED = 1;

/** Rows of a sound of that many mel frames: one a window, the first and the last one twice. */
export function aveRows(melFrames: number): number {
  const windows = Math.floor(((melFrames - AVE_WINDOW) * FPS) / MEL_RATE) + 2;
  return Math.max(1, windows) + 2 * DOUBLED;
}

/**
 * The first mel frame of the window that row `row` hears: floor(3.2 · frame), held at the last 16 frames.
 * @param melFrames of the whole sound; Infinity as long as it is not known.
 */
export function aveWindowStart(row: number, melFrames: number): number {
  const frame = Math.max(0, row - DOUBLED);
  const last = Math.max(0, melFrames - AVE_WINDOW);
  return Math.min(Math.floor((frame * MEL_RATE) / FPS), last);
}
