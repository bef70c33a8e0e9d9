import { beforeEach, expect, it } from 'vitest';
import type { LipsyncItem, LipsyncOutput } from '../../workers/protocol/lipsync';
import { speakInOrder } from './speak-in-order';

/** Names of the frames that were closed: "given 0", "made 3". */
const closed = new Set<string>();
beforeEach(() => closed.clear());

const frame = (name: string): VideoFrame =>
  ({ close: () => void closed.add(name) }) as Partial<VideoFrame> as VideoFrame;

const items = (count: number): LipsyncItem[] =>
  Array.from({ length: count }, (_, place) => ({
    frame: frame(`given ${place}`),
    clip: '',
    clipFrame: place,
    curves: new Float32Array(0),
    weight: 1,
  }));

/** Draws new frames, the first of each pair slower than the second. */
function speaker(fails = -1) {
  const made: VideoFrame[] = [];
  const busy = new Set<number>();
  let most = 0;
  const speak = async ({ clipFrame }: LipsyncItem, lane: number): Promise<LipsyncOutput> => {
    expect(busy).not.toContain(lane);
    busy.add(lane);
    most = Math.max(most, busy.size);
    for (let wait = clipFrame % 2 === 0 ? 9 : 2; wait > 0; wait--) await Promise.resolve();
    busy.delete(lane);
    if (clipFrame === fails) throw new Error('broken');
    const drawn = frame(`made ${clipFrame}`);
    made[clipFrame] = drawn;
    return { frame: drawn, lipsynced: true };
  };
  return { made, speak, most: () => most };
}

it.each([1, 2, 3])('draws on %i lanes and answers in order', async (lanes) => {
  const { made, speak, most } = speaker();
  const outputs = await speakInOrder(items(7), speak, lanes);
  expect(outputs.map((output) => output.frame)).toEqual(made);
  expect(outputs).toHaveLength(7);
  expect(most()).toBe(lanes);
  expect(closed.size).toBe(0);
});

it.each([1, 2])('closes all frames given and made on %i lanes when one fails', async (lanes) => {
  const { made, speak } = speaker(3);
  await expect(speakInOrder(items(6), speak, lanes)).rejects.toThrow('broken');
  const given = [0, 1, 2, 3, 4, 5].map((place) => `given ${place}`);
  const drawn = Object.keys(made).map((place) => `made ${place}`);
  expect([...closed].sort()).toEqual([...given, ...drawn].sort());
  // What was not begun by then is left alone.
  expect(drawn).not.toContain('made 5');
});
