/** What the mouth shapes of others mean in mouth curves, taken from the targets that tools/speech/labels.py gives such sounds. */
import { CURVES } from '../../../../src/core/lipsync/curve-window';

type Shape = Partial<Record<(typeof CURVES)[number], number>>;

const SHUT: Shape = { press: 0.85 };
const TUCKED: Shape = { open: 0.06, tuck: 0.9, part: 0.3 };
const PUCKERED: Shape = { open: 0.14, purse: 0.85, protrude: 0.6 };

/** Rhubarb's: https://github.com/DanielSWolf/rhubarb-lip-sync#mouth-shapes */
const RHUBARB: Record<string, Shape> = {
  A: SHUT,
  B: { open: 0.12, wide: 0.35, part: 0.5 },
  C: { open: 0.42, wide: 0.35, part: 0.35 },
  D: { open: 0.64, wide: 0.1, part: 0.25 },
  E: { open: 0.35, purse: 0.4, protrude: 0.3, part: 0.1 },
  F: PUCKERED,
  G: TUCKED,
  H: { open: 0.3, wide: 0.2, part: 0.4 },
  X: {},
};

/** HeadAudio's fifteen Oculus visemes, in the order of its classifier. */
const OCULUS: Shape[] = [
  { open: 0.64, wide: 0.1, part: 0.25 }, // aa
  { open: 0.42, wide: 0.45, part: 0.4 }, // E
  { open: 0.22, wide: 0.5, part: 0.45 }, // I
  { open: 0.45, purse: 0.5, protrude: 0.35 }, // O
  PUCKERED, // U
  SHUT, // PP
  { open: 0.08, wide: 0.35, part: 0.6 }, // SS
  { open: 0.16, wide: 0.15, part: 0.45 }, // TH
  { open: 0.17, wide: 0.2, part: 0.4 }, // DD
  TUCKED, // FF
  { open: 0.24, wide: 0.1, part: 0.25 }, // kk
  { open: 0.17, wide: 0.2, part: 0.4 }, // nn
  { open: 0.22, purse: 0.4, protrude: 0.35, part: 0.2 }, // RR
  { open: 0.1, purse: 0.5, protrude: 0.6, part: 0.6 }, // CH
  {}, // sil
];

const row = (shape: Shape): number[] => CURVES.map((name) => shape[name] ?? 0);

/** Seven curves a shape. @throws RangeError for a shape that Rhubarb does not have. */
export function rhubarbCurves(shape: string): number[] {
  const known = RHUBARB[shape];
  if (!known) throw new RangeError(`Rhubarb has no mouth shape "${shape}".`);
  return row(known);
}

export const VISEMES = OCULUS.length;

export const visemeCurves = (viseme: number): number[] => row(OCULUS[viseme] ?? {});
