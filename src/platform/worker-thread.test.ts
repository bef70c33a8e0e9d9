import { expose } from 'comlink';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { registerTransferHandlers } from '../workers/protocol/abort';
import { AppError, isAbort } from '../workers/protocol/errors';
import { WorkerThread, type WorkerThreadOptions } from './worker-thread';

interface TestApi {
  add(a: number, b: number): Promise<number>;
  hang(signal?: AbortSignal): Promise<void>;
  fail(): Promise<void>;
  hold(): Promise<void>;
}

/** A worker on the same thread, over a message channel. */
class FakeWorker extends EventTarget {
  readonly log: string[] = [];
  release: () => void = () => undefined;
  terminated = false;
  readonly #channel = new MessageChannel();

  constructor() {
    super();
    this.#channel.port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      this.dispatchEvent(new MessageEvent('message', { data }));
    };
    registerTransferHandlers();
    const api: TestApi = {
      add: (a, b) => {
        this.log.push(`add ${a}`);
        return Promise.resolve(a + b);
      },
      hang: (signal) =>
        new Promise((_, reject) => {
          this.log.push('hang');
          signal?.addEventListener('abort', () => reject(new DOMException('x', 'AbortError')));
        }),
      fail: () => Promise.reject(new AppError('bad-model', 'Broken.', { hint: 'Mend it.' })),
      hold: () => new Promise((resolve) => (this.release = resolve)),
    };
    expose(api, this.#channel.port2);
  }

  postMessage(message: unknown, transfer: Transferable[] = []) {
    if (!this.terminated) this.#channel.port1.postMessage(message, transfer);
  }

  terminate() {
    this.terminated = true;
    this.#channel.port1.close();
  }
}

/** Node has no ErrorEvent. */
class FakeErrorEvent extends Event {
  readonly message: string;
  readonly error: unknown;
  constructor(type: string, { message = '', error }: ErrorEventInit = {}) {
    super(type);
    this.message = message;
    this.error = error;
  }
}
vi.stubGlobal('ErrorEvent', FakeErrorEvent);

const started: FakeWorker[] = [];

function thread(options?: WorkerThreadOptions) {
  return new WorkerThread<TestApi>(
    'test',
    () => {
      const worker = new FakeWorker();
      started.push(worker);
      return worker as unknown as Worker;
    },
    options,
  );
}

afterEach(() => {
  for (const worker of started.splice(0)) worker.terminate();
});

const turns = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('WorkerThread', () => {
  it('starts the worker on the first call and keeps it', async () => {
    const t = thread();
    expect(started).toHaveLength(0);
    expect(await t.call((api) => api.add(1, 2))).toBe(3);
    expect(await t.call((api) => api.add(3, 4))).toBe(7);
    expect(started).toHaveLength(1);
  });

  it('serves one call at a time, in order', async () => {
    const t = thread();
    const held = t.call((api) => api.hold());
    const next = t.call((api) => api.add(1, 1));
    await turns();
    expect(started[0]?.log).toEqual([]);
    started[0]?.release();
    await held;
    expect(await next).toBe(2);
  });

  it('loads the next time in a new worker when loading failed', async () => {
    const t = thread();
    await expect(t.load((api) => api.fail())).rejects.toMatchObject({ code: 'bad-model' });
    expect(started[0]?.terminated).toBe(true);
    expect(await t.load((api) => api.add(1, 1))).toBe(2);
    expect(await t.call((api) => api.add(1, 2))).toBe(3);
    expect(started).toHaveLength(2);
  });

  it('passes AppErrors through with code and hint, and goes on', async () => {
    const t = thread();
    const failure = t.call((api) => api.fail());
    await expect(failure).rejects.toMatchObject({ code: 'bad-model', hint: 'Mend it.' });
    expect(await t.call((api) => api.add(1, 1))).toBe(2);
    expect(started).toHaveLength(1);
  });

  it('keeps a worker that heeds the signal', async () => {
    const t = thread({ settleWithin: 60 });
    const controller = new AbortController();
    const call = t.call((api) => api.hang(controller.signal), controller.signal);
    await turns();
    controller.abort();
    await expect(call).rejects.toSatisfy(isAbort);
    expect(await t.call((api) => api.add(1, 1))).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(started.map(({ terminated }) => terminated)).toEqual([false]);
  });

  it('ends a worker that does not, rejecting at once, and starts another for the next call', async () => {
    const t = thread({ settleWithin: 60 });
    const controller = new AbortController();
    const call = t.call((api) => api.hang(), controller.signal);
    await turns();
    const before = performance.now();
    controller.abort();
    await expect(call).rejects.toSatisfy(isAbort);
    expect(performance.now() - before).toBeLessThan(50);
    expect(started[0]?.terminated).toBe(false);
    expect(await t.call((api) => api.add(2, 2))).toBe(4);
    expect(started.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  it('drops a waiting call whose signal aborts, and never asks the worker', async () => {
    const t = thread();
    const held = t.call((api) => api.hold());
    const controller = new AbortController();
    const waiting = t.call((api) => api.add(9, 9), controller.signal);
    await turns();
    controller.abort();
    await expect(waiting).rejects.toSatisfy(isAbort);
    started[0]?.release();
    await held;
    await t.call((api) => api.add(1, 1));
    expect(started[0]?.log).toEqual(['add 1']);
    await expect(t.call((api) => api.add(1, 1), controller.signal)).rejects.toSatisfy(isAbort);
  });

  it('turns a crash into worker-crashed and starts another', async () => {
    const t = thread();
    const call = t.call((api) => api.hang());
    await turns();
    started[0]?.dispatchEvent(new ErrorEvent('error', { message: 'out of bounds' }));
    await expect(call).rejects.toMatchObject({
      code: 'worker-crashed',
      message: expect.stringMatching(/test.*out of bounds/) as string,
    });
    expect(started[0]?.terminated).toBe(true);
    expect(await t.call((api) => api.add(1, 1))).toBe(2);
    expect(started).toHaveLength(2);
  });

  it('tells of a crash between calls, for as long as somebody listens', async () => {
    const t = thread();
    await t.call((api) => api.add(1, 1));
    const told: string[] = [];
    const stop = t.onCrash(({ code }) => told.push(code));
    started[0]?.dispatchEvent(new ErrorEvent('error', { message: 'gone' }));
    expect(told).toEqual(['worker-crashed']);
    stop();
    await t.call((api) => api.add(1, 1));
    started[1]?.dispatchEvent(new ErrorEvent('error', { message: 'gone' }));
    expect(told).toHaveLength(1);
  });

  it('ends an idle worker, but not a busy one', async () => {
    const t = thread({ idleAfter: 40 });
    const held = t.call((api) => api.hold());
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(t.running).toBe(true);
    started[0]?.release();
    await held;
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(t.running).toBe(false);
    expect(await t.call((api) => api.add(1, 1))).toBe(2);
  });
});
