import { expect, it } from 'vitest';
import { FPS, SAMPLES_PER_FRAME } from '../time/units';
import { piecesAtPauses, samplesOfPiece } from './pieces-at-pauses';

/** A hum with pauses of half a second that begin at these times; seconds. */
function hum(seconds: number, pauses: number[] = []): Float32Array {
  return Float32Array.from({ length: seconds * FPS * SAMPLES_PER_FRAME }, (_, i) => {
    const time = i / (FPS * SAMPLES_PER_FRAME);
    const quiet = pauses.some((from) => time >= from && time < from + 0.5);
    return quiet ? 0 : 0.1 * Math.sin(i / 7);
  });
}

it('leaves alone what is short, and nothing of nothing', () => {
  expect(piecesAtPauses(hum(20))).toEqual([{ first: 0, end: 500 }]);
  expect(piecesAtPauses(new Float32Array())).toEqual([]);
  // A frame that has begun counts.
  expect(piecesAtPauses(new Float32Array(SAMPLES_PER_FRAME + 1))).toEqual([{ first: 0, end: 2 }]);
});

it('cuts in the last pause-like place of twenty seconds, without gaps', () => {
  const sound = hum(50, [5, 15, 31]);
  const pieces = piecesAtPauses(sound);
  expect(pieces[0]?.first).toBe(0);
  expect(pieces.at(-1)?.end).toBe(50 * FPS);
  pieces.slice(1).forEach(({ first }, i) => expect(first).toBe(pieces[i]?.end));
  const [one = 0, other = 0] = pieces.map(({ end }) => end / FPS);
  expect(one).toBeGreaterThan(15);
  expect(one).toBeLessThan(15.5);
  expect(other).toBeGreaterThan(31);
  expect(other).toBeLessThan(31.5);
  const lengths = pieces.map((piece) => samplesOfPiece(sound, piece).length);
  expect(lengths.reduce((sum, length) => sum + length)).toBe(sound.length);
});

it('goes on where nobody pauses', () => {
  const pieces = piecesAtPauses(hum(45));
  expect(pieces.length).toBeGreaterThan(2);
  for (const { first, end } of pieces) expect(end - first).toBeLessThanOrEqual(20 * FPS);
});
