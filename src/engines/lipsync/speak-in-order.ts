import type { LipsyncItem, LipsyncOutput } from '../../workers/protocol/lipsync';

/**
 * Draws the items and gives them back in their order; when one fails, all frames given and made are closed.
 * @param speak draws an item on one of the lanes, which are counted from 0.
 * @param lanes items drawn at the same time, one a lane; on one lane they are drawn one after the other.
 */
export async function speakInOrder(
  items: readonly LipsyncItem[],
  speak: (item: LipsyncItem, lane: number) => Promise<LipsyncOutput>,
  lanes = 1,
): Promise<LipsyncOutput[]> {
  const outputs: LipsyncOutput[] = [];
  const waiting = items.entries();
  let failed = false;
  const work = async (lane: number): Promise<void> => {
    try {
      for (const [place, item] of waiting) {
        outputs[place] = await speak(item, lane);
        if (failed) return;
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, (_, lane) => work(lane)));
  for (const end of ends) {
    if (end.status === 'fulfilled') continue;
    for (const { frame } of items) frame.close();
    // Those that were not drawn are holes.
    outputs.forEach(({ frame }) => frame.close());
    throw end.reason;
  }
  return outputs;
}
