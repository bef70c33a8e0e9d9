import { describe, expect, it } from 'vitest';
import { isCredible, soundsForeign, tellsLanguage, type DoubtfulPiece } from './doubt';

/** Pieces of these lengths in seconds and doubts, one after the other. */
function pieces(...parts: readonly (readonly [seconds: number, doubt: number])[]): DoubtfulPiece[] {
  let end = 0;
  return parts.map(([seconds, doubt]) => {
    const first = end;
    end += 25 * seconds;
    return { first, end, doubt };
  });
}

describe('the doubt of recognised words', () => {
  it('is small enough in English that is well recorded, not where words are hard to make out', () => {
    expect(pieces([5, 0.1], [5, 0.34], [5, 0.36]).map((piece) => isCredible(piece))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('tells a foreign recording, of which a piece may be taken for English, by the length of its pieces', () => {
    expect(soundsForeign(pieces([12, 0.6], [4, 0.3]))).toBe(true);
    expect(soundsForeign(pieces([4, 0.6], [12, 0.3]))).toBe(false);
    expect(soundsForeign([])).toBe(false);
  });

  it('speaks for the rest after half a minute', () => {
    expect(tellsLanguage(pieces([20, 0.5], [9, 0.5]))).toBe(false);
    expect(tellsLanguage(pieces([20, 0.5], [10, 0.5]))).toBe(true);
  });
});
