import { expect, it } from 'vitest';
import { SAMPLE_RATE } from '../../core/time/units';
import { recognisePieces } from './recognise-pieces';

const MINUTE = 60 * SAMPLE_RATE;

/** Recognises a minute of noise after `quiet` seconds of silence, with the same doubt about each piece, but the first. */
async function recognise(doubt: number, quiet = 0, first = doubt) {
  const pcm = Float32Array.from({ length: MINUTE }, (_, i) => Math.sin(i * i));
  pcm.fill(0, 0, quiet * SAMPLE_RATE);
  const asked: number[] = [];
  const done: number[] = [];
  const pieces = await recognisePieces(
    pcm,
    (samples) => {
      asked.push(samples.length / SAMPLE_RATE);
      return Promise.resolve({ text: 'Room 7.', doubt: asked.length === 1 ? first : doubt });
    },
    (frames) => done.push(frames),
  );
  return { pieces, asked, done };
}

it('recognises all of what is surely English, numbers as they are read', async () => {
  const { pieces, done } = await recognise(0.1);
  expect(pieces[0]).toMatchObject({
    first: 0,
    text: 'Room 7.',
    reading: expect.stringMatching(/Room\s+seven/) as string,
    doubt: 0.1,
  });
  expect([pieces.at(-1)?.end, done.at(-1)]).toEqual([60 * 25, 60 * 25]);
});

it('gives up another language after half a minute of it', async () => {
  const { pieces, done } = await recognise(0.7);
  const heard = pieces.at(-1)?.end ?? 0;
  expect(heard).toBeGreaterThanOrEqual(30 * 25);
  expect(heard).toBeLessThan(50 * 25);
  expect(done.at(-1)).toBe(heard);
});

it('listens on where something was English', async () => {
  const { done } = await recognise(0.7, 0, 0.3);
  expect(done.at(-1)).toBe(60 * 25);
});

it('asks nothing of silence, which does not tell the language either', async () => {
  const { asked, done } = await recognise(0.7, 42);
  expect(asked.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThan(35);
  expect(done.at(-1)).toBe(60 * 25);
});
