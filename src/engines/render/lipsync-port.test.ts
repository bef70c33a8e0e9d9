import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LipsyncRequest } from '../../workers/protocol/lipsync';
import { LipsyncPort } from './lipsync-port';

it('gives up what it waits for when it is closed', async () => {
  const { port1, port2 } = new MessageChannel();
  const lipsync = new LipsyncPort(port1);
  const outputs = lipsync.process([]);
  lipsync.close();
  await expect(outputs).rejects.toMatchObject({ name: 'AbortError' });
  port2.close();
});

describe('a thread that does not answer', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  /** A port whose other end answers when told to. */
  function slowThread() {
    const asked: number[] = [];
    const near = {
      onmessage: null as ((event: MessageEvent) => void) | null,
      postMessage: ({ id }: LipsyncRequest) => void asked.push(id),
      close: () => undefined,
    };
    const port = new LipsyncPort(near as unknown as MessagePort);
    const answer = () =>
      near.onmessage?.(new MessageEvent('message', { data: { id: asked.shift(), outputs: [] } }));
    return { port, answer };
  }

  it('waits for a slow thread as long as it keeps answering', async () => {
    const { port, answer } = slowThread();
    const replies = [port.process([]), port.process([]), port.process([])];
    for (const reply of replies) {
      vi.advanceTimersByTime(50_000);
      answer();
      await expect(reply).resolves.toEqual([]);
    }
  });

  it('takes a thread that answers nothing for a minute for dead', async () => {
    const { port } = slowThread();
    const reply = port.process([]);
    vi.advanceTimersByTime(60_001);
    await expect(reply).rejects.toMatchObject({ code: 'worker-crashed' });
  });
});
