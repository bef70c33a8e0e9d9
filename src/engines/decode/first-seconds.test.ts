import { expect, test } from 'vitest';
import type { AudioSource } from './audio-source';
import { firstSeconds } from './first-seconds';

const RATE = 100;
const CHANNELS = 2;

/** Blocks of 40 samples; tells how many of them were decoded. */
function sound(blocks: number): { source: AudioSource; decoded: () => number } {
  let decoded = 0;
  const source: AudioSource = {
    sampleRate: RATE,
    channels: CHANNELS,
    codec: 'aac',
    decoder: 'webcodecs',
    estimatedDuration: (blocks * 40) / RATE,
    async *blocks() {
      for (; decoded < blocks; decoded++) {
        await Promise.resolve();
        yield Array.from({ length: CHANNELS }, () => new Float32Array(40).fill(decoded));
      }
    },
    close: () => Promise.resolve(),
  };
  return { source, decoded: () => decoded };
}

async function lengthOf(source: AudioSource): Promise<number[]> {
  const lengths = Array.from({ length: source.channels }, () => 0);
  for await (const planes of source.blocks()) {
    planes.forEach((plane, channel) => (lengths[channel] = (lengths[channel] ?? 0) + plane.length));
  }
  return lengths;
}

test('a long sound ends after the wanted seconds, and its rest is not decoded', async () => {
  const { source, decoded } = sound(1000);
  const first = firstSeconds(source, 1);
  expect(first.estimatedDuration).toBe(1);
  expect(await lengthOf(first)).toEqual([100, 100]);
  expect(decoded()).toBe(2);
});

test('a short one is heard whole', async () => {
  const { source } = sound(3);
  const first = firstSeconds(source, 120);
  expect(first.estimatedDuration).toBe(1.2);
  expect(await lengthOf(first)).toEqual([120, 120]);
});
