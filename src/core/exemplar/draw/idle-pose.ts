import { FPS } from '../../time/units';

/** How a person who only listens stands at one moment, against their still picture. */
export interface IdlePose {
  /** Turn of the head, radians: in the picture's plane, to the side, and down. */
  roll: number;
  yaw: number;
  pitch: number;
  /** Shift of the head to the right and down, eye distances. */
  shiftX: number;
  shiftY: number;
  /** Breath taken in, 0–1: lifts the shoulders. */
  breath: number;
  /** 0 (eyes as in the picture) to 1 (shut). */
  blink: number;
}

interface Sway {
  /** Greatest deflection; the three waves add up to it. */
  reach: number;
  /** Frequencies, Hz, without a common period. */
  waves: readonly [number, number, number];
  phase: number;
}

const DEGREE = Math.PI / 180;
/** Shares of the three waves of a sway. */
const SHARES = [0.5, 0.3, 0.2] as const;
/** Small and slow: what people do while they listen; more looks like a puppet. */
const ROLL: Sway = { reach: 1.1 * DEGREE, waves: [0.09, 0.17, 0.31], phase: 0.4 };
const YAW: Sway = { reach: 3.2 * DEGREE, waves: [0.07, 0.19, 0.34], phase: 1.9 };
const PITCH: Sway = { reach: 2.4 * DEGREE, waves: [0.11, 0.23, 0.41], phase: 3.1 };
const SHIFT_X: Sway = { reach: 0.016, waves: [0.08, 0.15, 0.29], phase: 4.4 };
const SHIFT_Y: Sway = { reach: 0.01, waves: [0.1, 0.21, 0.37], phase: 5.3 };
/** Breaths a second. */
const BREATH = 0.24;

/** Seconds between blinks on average; each comes at a random place of the middle third of its span: 3–6 s apart. */
const BLINK_SPAN = 4.5;
/** Shutting, shut and opening, seconds: a spontaneous blink (VanderWerf 2003: opening takes twice the closing). */
const SHUTTING = 0.07;
const SHUT = 0.03;
const OPENING = 0.12;

/**
 * The idle pose of output frame `frame` (25 fps): a smooth function of the frame alone, so that any part of a video
 * can be made on its own and nothing ever jumps. With `loop` it repeats after that many frames.
 */
export function idlePose(frame: number, loop?: number): IdlePose {
  if (loop !== undefined && !(loop > 0)) {
    throw new RangeError(`A loop needs one or more frames, not ${loop}.`);
  }
  const seconds = loop === undefined ? Infinity : loop / FPS;
  const time = frame / FPS;
  const wave = (frequency: number, phase: number): number =>
    Math.sin(2 * Math.PI * fitting(frequency, seconds) * time + phase);
  const sway = ({ reach, waves, phase }: Sway): number =>
    reach *
    waves.reduce(
      (sum, frequency, i) => sum + (SHARES[i] ?? 0) * wave(frequency, phase * (i + 1)),
      0,
    );
  return {
    roll: sway(ROLL),
    yaw: sway(YAW),
    pitch: sway(PITCH),
    shiftX: sway(SHIFT_X),
    shiftY: sway(SHIFT_Y),
    breath: (1 - wave(BREATH, Math.PI / 2)) / 2,
    blink: blinkAt(time, seconds),
  };
}

/** The nearest frequency of which a loop holds a whole number of waves, at least one. */
function fitting(frequency: number, loop: number): number {
  return loop === Infinity ? frequency : Math.max(1, Math.round(frequency * loop)) / loop;
}

function blinkAt(time: number, loop: number): number {
  const spans = loop === Infinity ? Infinity : Math.floor(loop / BLINK_SPAN);
  if (spans === 0) return 0;
  const length = loop === Infinity ? BLINK_SPAN : loop / spans;
  const span = Math.floor(time / length);
  const start = length * (1 / 3 + random(spans === Infinity ? span : mod(span, spans)) / 3);
  const since = time - span * length - start;
  if (since < 0 || since > SHUTTING + SHUT + OPENING) return 0;
  if (since < SHUTTING) return smooth(since / SHUTTING);
  if (since < SHUTTING + SHUT) return 1;
  return 1 - smooth((since - SHUTTING - SHUT) / OPENING);
}

/** A fixed number between 0 and 1 for each whole number (the fractional part of a steep sine). */
function random(index: number): number {
  const value = Math.sin((index + 1) * 127.1) * 43758.5453;
  return value - Math.floor(value);
}

function mod(value: number, base: number): number {
  return ((value % base) + base) % base;
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
