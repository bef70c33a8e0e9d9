import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PeakCollector } from './peaks';

const collect = (blocks: Float32Array[]) => {
  const collector = new PeakCollector();
  blocks.forEach((block) => collector.push(block));
  return collector.finish();
};

describe('PeakCollector', () => {
  it('keeps the largest magnitude of every 20 ms', () => {
    const pcm = new Float32Array(800);
    pcm[5] = -0.5;
    pcm[330] = 0.25;
    pcm[799] = 1;
    expect([...collect([pcm])]).toEqual([0.5, 0.25, 1]);
  });

  it('does not depend on how the audio is cut into blocks', () => {
    fc.assert(
      fc.property(
        fc.float32Array({ min: -1, max: 1, noNaN: true, maxLength: 2000 }),
        fc.integer({ min: 1, max: 700 }),
        (pcm, size) => {
          const blocks = [];
          for (let at = 0; at < pcm.length; at += size) blocks.push(pcm.subarray(at, at + size));
          expect([...collect(blocks)]).toEqual([...collect([pcm])]);
        },
      ),
    );
  });
});
