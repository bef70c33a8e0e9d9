import type { LipsyncItem, LipsyncOutput } from '../../workers/protocol/lipsync';

/** Draws the items one after the other; when one fails, all frames given and made are closed. */
export async function speakInOrder(
  items: readonly LipsyncItem[],
  speak: (item: LipsyncItem) => Promise<LipsyncOutput>,
): Promise<LipsyncOutput[]> {
  const outputs: LipsyncOutput[] = [];
  try {
    for (const item of items) outputs.push(await speak(item));
    return outputs;
  } catch (error) {
    for (const { frame } of [...items, ...outputs]) frame.close();
    throw error;
  }
}
