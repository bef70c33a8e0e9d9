import { anticipateSpeech } from './anticipation';
import { CURVE_COUNT, CURVES } from './curve-window';
import { emphasise } from './emphasis';
import { limitJawSpeed } from './jaw-speed';

const OPEN = CURVES.indexOf('open');
const PART = CURVES.indexOf('part');

/** Frames over which the mouth comes to rest after speech and leaves it before: 120 ms. */
const REST_FRAMES = 3;

/** Frames to both sides of a frame that its shape depends on, generously: rest, onset of speech and the jaw's way reach up to 7. */
export const SHAPE_REACH = 16;

export interface CurveShape {
  /** How far the mouth opens, 0–1.5; 1 leaves it as spoken. */
  openness: number;
  /** Frames of speech as ascending ranges [start, end); the mouth rests outside of them. */
  speech: readonly { start: number; end: number }[];
  /** How much wider than usual the mouth opens in every frame (emphasis.ts); without it, as usual. */
  emphasis?: Float32Array;
}

/**
 * Opens emphatic speech wider, limits the speed of the jaw, scales the opening of the mouth and brings it to rest (all curves 0)
 * where nobody speaks, smoothly over {@link REST_FRAMES} frames of the silence, so that no frame of speech is weakened. Before
 * speech begins, the lips part a little.
 * @param curves Float32Array [frames × 7], 0–1.
 * @returns a new Float32Array [frames × 7], 0–1.
 */
export function shapeCurves(
  curves: Float32Array,
  { openness, speech, emphasis }: CurveShape,
): Float32Array {
  if (!(openness >= 0)) throw new RangeError(`Openness must be 0 or more, not ${openness}.`);
  const frames = curves.length / CURVE_COUNT;
  if (!Number.isInteger(frames)) {
    throw new RangeError(`${curves.length} values are no whole number of ${CURVE_COUNT} curves.`);
  }
  const activity = speechActivity(frames, speech);
  const gains = new Float32Array(CURVE_COUNT).fill(1);
  gains[OPEN] = openness;
  // Lips part no further than spoken, but a mouth kept shut shows no teeth either.
  gains[PART] = Math.min(openness, 1);
  const spoken = curves.slice();
  if (emphasis) emphasise(spoken, emphasis);
  limitJawSpeed(spoken);
  const shaped = spoken.map((value, i) => {
    const gain = (gains[i % CURVE_COUNT] ?? 1) * (activity[Math.floor(i / CURVE_COUNT)] ?? 0);
    return Math.min(value * gain, 1);
  });
  anticipateSpeech(shaped, activity, speech, Math.min(openness, 1));
  return shaped;
}

/** Float32Array [frames]: 1 in speech, 0 in silence, a smooth step in the frames next to speech. */
function speechActivity(frames: number, speech: CurveShape['speech']): Float32Array {
  const activity = new Float32Array(frames);
  for (const { start, end } of speech) {
    const first = Math.max(0, Math.floor(start - REST_FRAMES));
    const last = Math.min(frames, Math.ceil(end + REST_FRAMES));
    for (let frame = first; frame < last; frame++) {
      const away = Math.max(start - frame, frame - (end - 1), 0);
      const near = Math.max(0, 1 - away / (REST_FRAMES + 1));
      activity[frame] = Math.max(activity[frame] ?? 0, near * near * (3 - 2 * near));
    }
  }
  return activity;
}
