/** Judges a talking video by its lips: openings measured on the pixels against known phone times. */
import type { Phone } from './media-files.ts';

/** Frames a second of every result. */
const FPS = 25;
/** Landmarks of MediaPipe's face mesh: inner lips, outer eye corners. */
const UPPER_LIP = 13;
const LOWER_LIP = 14;
const EYE_CORNERS = [33, 263] as const;

const BILABIALS = new Set(['p', 'b', 'm']);
/** Open vowels of flite's phone set (ARPAbet, lower case). */
const OPEN_VOWELS = new Set(['aa', 'ae', 'ao', 'aw', 'ay']);
const PAUSE = 'pau';
/** Pauses shorter than this are closures or breaths between words, not silence. */
const SHORTEST_SILENCE_S = 0.4;
/** The mouth may take this long to come to rest and to prepare the next sound. */
const SILENCE_MARGIN_S = 0.2;

export interface LipReport {
  framesWithoutFace: number;
  /** Share of p/b/m at which the lips come within 20 % of the range of rest, and their number. */
  closedShare: number;
  bilabials: number;
  /** Share of open vowels (≥ 60 ms) that part the lips clearly, and their number. */
  openShare: number;
  vowels: number;
  /** Mean of the largest opening at the open vowels over rest, in eye distances. */
  vowelOpening: number;
  /** Median and 95th percentile of the opening over rest in silences, in eye distances. */
  silenceMedian: number;
  silence95: number;
  /** Mean |change| of the opening between frames in silence over that in speech. */
  silenceMotion: number;
}

/**
 * A vowel "clearly" parts the lips from this opening on. Recordings of real people reach 0.15–0.30
 * at their largest, with a standard deviation of 0.03–0.06.
 */
const CLEARLY_OPEN = 0.05;
/** A closure may leave this share of the speaker's range, as landmarks are not exact. */
const CLOSED_SHARE_OF_RANGE = 0.2;

/** Opening of the lips over the eye distance for each frame; NaN without a face. */
export function lipOpenings(frames: ({ landmarks: Float32Array | number[] } | null)[]): number[] {
  return frames.map((frame) => {
    if (frame === null) return NaN;
    const { landmarks } = frame;
    return (
      distance(landmarks, UPPER_LIP, LOWER_LIP) /
      distance(landmarks, EYE_CORNERS[0], EYE_CORNERS[1])
    );
  });
}

function distance(landmarks: ArrayLike<number>, a: number, b: number): number {
  const at = (index: number) => landmarks[index] ?? NaN;
  return Math.hypot(at(3 * a) - at(3 * b), at(3 * a + 1) - at(3 * b + 1));
}

/** @param openings one a frame at 25 fps, frame i showing time (i + ½)/25. */
export function judgeLips(openings: number[], phones: Phone[]): LipReport {
  const silent = silentFrames(openings.length, phones);
  const known = openings.map((opening) => !Number.isNaN(opening));
  const inSilence = openings.filter((_, i) => known[i] && silent[i]);
  const inSpeech = openings.filter((_, i) => known[i] && !silent[i]);
  const rest = Math.min(quantile(inSilence, 0.5), quantile(inSpeech, 0.05));
  const range = quantile(inSpeech, 0.95) - rest;
  const around = (phone: Phone) => {
    const from = Math.max(0, Math.floor(phone.start * FPS) - 1);
    const to = Math.min(openings.length, Math.ceil(phone.end * FPS) + 1);
    return openings.slice(from, to).filter((opening) => !Number.isNaN(opening));
  };
  const closures = phones
    .filter(({ name }) => BILABIALS.has(name))
    .map((phone) => Math.min(...around(phone)) - rest);
  const vowels = phones
    .filter(({ name, start, end }) => OPEN_VOWELS.has(name) && end - start >= 0.06)
    .map((phone) => Math.max(...around(phone)) - rest);
  return {
    framesWithoutFace: known.filter((found) => !found).length,
    // Without a range nothing opens, and being shut all the time closes nothing.
    closedShare:
      range < CLEARLY_OPEN ? 0 : share(closures, (gap) => gap < CLOSED_SHARE_OF_RANGE * range),
    bilabials: closures.length,
    openShare: share(vowels, (opening) => opening > CLEARLY_OPEN),
    vowels: vowels.length,
    vowelOpening: mean(vowels),
    silenceMedian: quantile(inSilence, 0.5) - rest,
    silence95: quantile(inSilence, 0.95) - rest,
    silenceMotion: motion(openings, silent, true) / motion(openings, silent, false),
  };
}

/** Frames well inside a pause, or outside of all phones. */
function silentFrames(count: number, phones: Phone[]): boolean[] {
  const last = phones.at(-1)?.end ?? 0;
  const pauses = phones.filter(({ name }) => name === PAUSE);
  const tail: Phone = { name: PAUSE, start: last, end: Infinity };
  // Neighbouring pauses (end of one sentence, start of the next) are one silence.
  const merged: Phone[] = [];
  for (const pause of [...pauses, tail]) {
    const previous = merged.at(-1);
    if (previous !== undefined && pause.start - previous.end < 1e-3) previous.end = pause.end;
    else merged.push({ ...pause });
  }
  const silences = merged.filter(({ start, end }) => end - start >= SHORTEST_SILENCE_S);
  return Array.from({ length: count }, (_, i) => {
    const time = (i + 0.5) / FPS;
    return silences.some(
      ({ start, end }) =>
        time > (start === 0 ? 0 : start + SILENCE_MARGIN_S) && time < end - SILENCE_MARGIN_S,
    );
  });
}

function motion(openings: number[], silent: boolean[], inSilence: boolean): number {
  const steps: number[] = [];
  for (let i = 1; i < openings.length; i++) {
    const step = Math.abs((openings[i] ?? NaN) - (openings[i - 1] ?? NaN));
    if (silent[i] === inSilence && silent[i - 1] === inSilence && !Number.isNaN(step)) {
      steps.push(step);
    }
  }
  return mean(steps);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function share(values: number[], holds: (value: number) => boolean): number {
  return values.filter(holds).length / values.length;
}

function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}
