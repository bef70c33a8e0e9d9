import { CURVE_COUNT, CURVES } from './curve-window';

const OPEN = CURVES.indexOf('open');
const PRESS = CURVES.indexOf('press');
const PART = CURVES.indexOf('part');

/** How far a mouth about to speak opens and parts its lips, of their ranges: less than a consonant between vowels (labels.py: 0.17, 0.4). */
const BREATH_OPEN = 0.1;
const BREATH_PART = 0.25;

/** Frames before speech over which it does so: 120 ms, and as much sooner as speech detection begins before the sound (30 ms). */
const BREATH_FRAMES = 3;

/** Frames into the speech in which a closure means that it begins with p, b or m: 160 ms. */
const ONSET_FRAMES = 4;
/** A press from which the lips are about to shut; 0.35 counts as shut (tools/speech/labels.py). */
const PRESSED = 0.2;

/**
 * Parts the lips a little before speech begins after a pause, as people do who take breath, in place. Speech that begins
 * with shut lips is left alone; no opening is ever made smaller, and frames of speech do not change.
 * @param curves Float32Array [frames × 7], 0–1, at rest in the pauses.
 * @param activity Float32Array [frames]: 1 in speech, 0 at rest, rising over the frames before speech.
 * @param strength 0–1, how far of the full amount.
 */
export function anticipateSpeech(
  curves: Float32Array,
  activity: Float32Array,
  speech: readonly { start: number; end: number }[],
  strength: number,
): void {
  for (const { start } of speech) {
    const first = Math.max(0, start - BREATH_FRAMES);
    if (isPressed(curves, first, start + ONSET_FRAMES)) continue;
    for (let frame = first; frame < start; frame++) {
      const near = strength * (activity[frame] ?? 0);
      const at = frame * CURVE_COUNT;
      // In a pause too short for rest, the speech before it ends here.
      if (near >= strength) continue;
      curves[at + OPEN] = Math.max(curves[at + OPEN] ?? 0, BREATH_OPEN * near);
      curves[at + PART] = Math.max(curves[at + PART] ?? 0, BREATH_PART * near);
    }
  }
}

function isPressed(curves: Float32Array, from: number, to: number): boolean {
  for (let at = from * CURVE_COUNT + PRESS; at < to * CURVE_COUNT; at += CURVE_COUNT) {
    if ((curves[at] ?? 0) > PRESSED) return true;
  }
  return false;
}
