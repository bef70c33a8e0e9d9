import { FPS } from '../time/units';
import type { Piece } from './pieces-at-pauses';

/** A part of a recording, and how doubtful its recognised words are: the mean −ln P of their tokens, nats; 0 is certain. */
export interface DoubtfulPiece extends Piece {
  doubt: number;
}

/**
 * The recogniser writes English whatever is spoken; only its doubt tells. Pieces of festival's ked, whose words are hard to make out, lie at 0.22
 * (median; recorded English at 0.1), Spanish ones at 0.60, French ones at 0.73. With pieces up to 0.35 ked's curves err least, and no French and 6 of
 * 72 Spanish pieces are below; none of them is in a whole recording below 0.4 (docs/lip-sync.md).
 */
const MOST_DOUBT = { piece: 0.35, recording: 0.4 } as const;
/** So much speech tells the language of a whole recording. */
const TELLING_S = 30;

/** Whether recognised words are likely what is said. */
export const isCredible = ({ doubt }: Pick<DoubtfulPiece, 'doubt'>): boolean =>
  doubt <= MOST_DOUBT.piece;

/** Whether recognised pieces sound like another language than the recogniser's; by the length of the pieces. */
export function soundsForeign(pieces: readonly DoubtfulPiece[]): boolean {
  const frames = framesIn(pieces);
  const doubt = pieces.reduce((sum, piece) => sum + piece.doubt * (piece.end - piece.first), 0);
  return doubt > MOST_DOUBT.recording * frames;
}

/** Whether so much was recognised that {@link soundsForeign} speaks for all that follows. */
export const tellsLanguage = (pieces: readonly DoubtfulPiece[]): boolean =>
  framesIn(pieces) >= TELLING_S * FPS;

const framesIn = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { first, end }) => sum + end - first, 0);
