import { expect, test, vi } from 'vitest';
import { receiveFrames } from './frame-port';
import type { FrameMessage } from './protocol/media';

/** A port whose other end answers 'next' with the next of `messages`. */
class SenderPort {
  onmessage: ((event: { data: FrameMessage }) => void) | null = null;
  requests = 0;
  closed = false;
  readonly #messages: FrameMessage[];

  constructor(messages: FrameMessage[]) {
    this.#messages = messages;
  }

  postMessage(text: string): void {
    expect(text).toBe('next');
    this.requests++;
    const data = this.#messages.shift();
    if (data !== undefined) queueMicrotask(() => this.onmessage?.({ data }));
  }

  close(): void {
    this.closed = true;
  }
}

function frames(count: number): { frame: VideoFrame; close: ReturnType<typeof vi.fn> }[] {
  return Array.from({ length: count }, () => {
    const close = vi.fn();
    return { frame: { close } as unknown as VideoFrame, close };
  });
}

function messagesOf(list: { frame: VideoFrame }[], last: Partial<FrameMessage> = {}) {
  const total = list.length;
  const end: FrameMessage = { index: total, total, frame: null, ...last };
  return [...list.map(({ frame }, index) => ({ index, total, frame })), end];
}

const asPort = (port: SenderPort) => port as unknown as MessagePort;

test('every frame comes once, in order, and is closed; one is asked for ahead', async () => {
  const sent = frames(3);
  const port = new SenderPort(messagesOf(sent));
  const seen: number[] = [];
  for await (const { frame, index, total } of receiveFrames(asPort(port))) {
    expect(frame).toBe(sent[index]?.frame);
    expect(total).toBe(3);
    expect(port.requests).toBe(index + 2);
    expect(sent[index]?.close).not.toHaveBeenCalled();
    seen.push(index);
  }
  expect(seen).toEqual([0, 1, 2]);
  for (const { close } of sent) expect(close).toHaveBeenCalledOnce();
  expect(port.closed).toBe(true);
});

test('what the sender says of a failure reaches the caller', async () => {
  const port = new SenderPort(messagesOf(frames(1), { error: 'bad NAL unit' }));
  const read = async () => {
    for await (const { total } of receiveFrames(asPort(port))) expect(total).toBe(1);
  };
  await expect(read()).rejects.toMatchObject({
    code: 'corrupt-media',
    message: expect.stringContaining('bad NAL unit') as string,
  });
  expect(port.closed).toBe(true);
});

test('a cancel ends the wait for a frame that never comes', async () => {
  const port = new SenderPort([]);
  const controller = new AbortController();
  const next = receiveFrames(asPort(port), controller.signal).next();
  controller.abort();
  await expect(next).rejects.toMatchObject({ name: 'AbortError' });
  expect(port.closed).toBe(true);
});

test('leaving early closes the frame at hand and the one under way', async () => {
  const sent = frames(3);
  const port = new SenderPort(messagesOf(sent));
  for await (const { index } of receiveFrames(asPort(port))) {
    await Promise.resolve();
    if (index === 0) break;
  }
  expect(sent[0]?.close).toHaveBeenCalledOnce();
  expect(sent[1]?.close).toHaveBeenCalledOnce();
  expect(port.closed).toBe(true);
});
