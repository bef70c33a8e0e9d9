import type { CutFigures } from './cuts';
import type { RealFigures } from './measure-real';
import type { TruthFigures } from './measure-truth';

/** One way to make the mouths: an engine, and what it follows. */
export interface Way {
  avatar: string;
  engine: string;
  /** "truth" (the curves that the truth was rendered from), "app", or another maker's name. */
  curves: string;
}

/** `unseen`: of the voice that nothing was trained on; `heldOut`: new sentences of known voices. */
export interface TruthRow extends Way {
  unseen: TruthFigures;
  heldOut: TruthFigures;
}

export interface RealRow extends Way {
  language: string;
  figures: RealFigures;
}

export interface Figures {
  truth: TruthRow[];
  real: RealRow[];
  cuts: CutFigures[];
}

/** Whether there is something to report of each part; renders may be missing of some avatars. */
export const isComplete = ({ truth, real, cuts }: Figures, languages: readonly string[]): boolean =>
  truth.length > 0 &&
  cuts.length > 0 &&
  languages.every((name) => real.some(({ language }) => language === name));
