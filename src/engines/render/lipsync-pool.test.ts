import { expect, it } from 'vitest';
import type { LipsyncOutput } from '../../workers/protocol/lipsync';
import { LipsyncPool } from './lipsync-pool';
import type { LipsyncPort } from './lipsync-port';

/** A port that answers when told to. */
function heldPort() {
  const held: ((outputs: LipsyncOutput[]) => void)[] = [];
  const port = {
    get waiting() {
      return held.length;
    },
    process: () => new Promise<LipsyncOutput[]>((resolve) => held.push(resolve)),
    closed: false,
    close() {
      this.closed = true;
    },
  };
  return { port, held };
}

const pool = (...ports: ReturnType<typeof heldPort>[]) =>
  new LipsyncPool(ports.map(({ port }) => port as unknown as LipsyncPort));

it('gives each batch to the thread that has least to do', async () => {
  const [a, b] = [heldPort(), heldPort()];
  const threads = pool(a, b);
  const first = threads.process([]);
  void threads.process([]);
  expect([a.held.length, b.held.length]).toEqual([1, 1]);
  a.held.shift()?.([]);
  await first;
  void threads.process([]);
  expect([a.held.length, b.held.length]).toEqual([1, 1]);
});

it('closes all threads', () => {
  const [a, b] = [heldPort(), heldPort()];
  pool(a, b).close();
  expect([a.port.closed, b.port.closed]).toEqual([true, true]);
});
