import { expect, test } from 'vitest';
import { BoundedQueue } from './bounded-queue';

const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let done = false;
  void promise.then(
    () => (done = true),
    () => (done = true),
  );
  await new Promise((resolve) => setTimeout(resolve));
  return done;
};

test('hands out in order; a full queue makes the giving side wait', async () => {
  const queue = new BoundedQueue<number>(2);
  await queue.put(1);
  await queue.put(2);
  const third = queue.put(3);
  expect(await settled(third)).toBe(false);
  expect(queue.waiting).toBe(2);
  expect(await queue.take()).toBe(1);
  await third;
  queue.close();
  expect([await queue.take(), await queue.take(), await queue.take()]).toEqual([2, 3, undefined]);
});

test('a taker waits for what comes, every item goes to one of several', async () => {
  const queue = new BoundedQueue<number>(8);
  const takers = [queue.take(), queue.take(), queue.take()];
  await queue.put(1);
  await queue.put(2);
  queue.close();
  expect(new Set(await Promise.all(takers))).toEqual(new Set([1, 2, undefined]));
});

test('a failure reaches the giving side, also one that waits, and ends the takers', async () => {
  const queue = new BoundedQueue<number>(1);
  await queue.put(1);
  const waiting = queue.put(2);
  queue.fail(new Error('a thread died'));
  await expect(waiting).rejects.toThrow('a thread died');
  await expect(queue.put(3)).rejects.toThrow('a thread died');
  expect(await queue.take()).toBeUndefined();
});
