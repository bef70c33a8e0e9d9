import { MEL_BANDS, MEL_RATE } from '../../audio/mel';
import { FPS } from '../../time/units';

/** What a model hears: mel frames, or what an audio encoder makes of the sound. */
export type FeatureKind = 'mel' | 'ave' | 'hubert' | 'wenet';

/** Values a row, and rows a second, of each kind. */
export const FEATURE_ROWS: Readonly<Record<FeatureKind, { rowSize: number; rate: number }>> = {
  mel: { rowSize: MEL_BANDS, rate: MEL_RATE },
  ave: { rowSize: 512, rate: FPS },
  hubert: { rowSize: 2 * 1024, rate: FPS },
  wenet: { rowSize: 16 * 512, rate: 20 },
};

/** Which rows belong to an output frame. */
export interface FeatureLayout {
  kind: FeatureKind;
  /** Rows of a frame's window. */
  window: number;
  /** How many of them lie before the frame's own row. */
  before: number;
  /** Beyond the sound: rows of zeros, or the last window that lies inside. */
  edge: 'zero' | 'inside';
}

/** Rows of features around a stretch of output frames. */
export interface FrameFeatures {
  layout: FeatureLayout;
  /** Float32Array [rows × row size]. */
  rows: Float32Array;
  /** Index of the first of them. */
  firstRow: number;
  /** Rows of the whole sound; null where its end is not known yet, since no window reaches it. */
  totalRows: number | null;
}

/** The window around a frame's row: 8 rows before and 7 after, or 4 and 3 (SyncTalk_2D, newer Ultralight). */
export function encoderLayout(kind: Exclude<FeatureKind, 'mel'>, window: 8 | 16): FeatureLayout {
  return { kind, window, before: window / 2, edge: 'zero' };
}

/** Wav2Lip: 16 mel frames from the frame's own on; at the end the last 16. */
export const MEL_LAYOUT: FeatureLayout = { kind: 'mel', window: 16, before: 0, edge: 'inside' };

/** The first row of an output frame's window; may lie before the sound. */
function windowStart({ kind, before }: FeatureLayout, frame: number): number {
  return Math.floor((frame * FEATURE_ROWS[kind].rate) / FPS) - before;
}

/** The rows [first, end) that the windows of the output frames [first, end) take, not before 0. */
export function rowsOfFrames(
  layout: FeatureLayout,
  frames: { first: number; end: number },
): { first: number; end: number } {
  // Near the end windows may be moved back by as much as one window.
  const moved = layout.edge === 'inside' ? layout.window : 0;
  return {
    first: Math.max(0, windowStart(layout, frames.first) - moved),
    end: Math.max(0, windowStart(layout, frames.end - 1) + layout.window),
  };
}

/** An output frame's window: Float32Array [window × row size]. */
export function featureWindow(features: FrameFeatures, frame: number): Float32Array {
  const { layout, rows, firstRow, totalRows } = features;
  const { rowSize } = FEATURE_ROWS[layout.kind];
  const count = rows.length / rowSize;
  if (!Number.isInteger(count)) {
    throw new RangeError(`${rows.length} values are no whole number of rows of ${rowSize}.`);
  }
  let start = windowStart(layout, frame);
  if (layout.edge === 'inside' && totalRows !== null) {
    start = Math.max(0, Math.min(start, totalRows - layout.window));
  }
  const window = new Float32Array(layout.window * rowSize);
  for (let i = 0; i < layout.window; i++) {
    const row = start + i - firstRow;
    if (row < 0 || row >= count) continue;
    window.set(rows.subarray(row * rowSize, (row + 1) * rowSize), i * rowSize);
  }
  return window;
}
