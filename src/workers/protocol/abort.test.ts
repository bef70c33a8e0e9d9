import { expose, wrap } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import { registerTransferHandlers } from './abort';
import { abortError, AppError } from './errors';

registerTransferHandlers();

const service = {
  untilAborted: (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      const stop = () => reject(abortError());
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop);
    }),
  fail(): never {
    throw new AppError('bad-clip', 'broken', {
      hint: 'mend it',
      stage: 'clips',
      recoverable: false,
    });
  },
  failOtherwise(): never {
    throw new RangeError('too far');
  },
};

let ports: MessagePort[] = [];

function connect() {
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  expose(service, port1);
  return wrap<typeof service>(port2);
}

afterEach(() => ports.forEach((port) => port.close()));

describe('registerTransferHandlers', () => {
  it('carries an abort to the other thread', async () => {
    const controller = new AbortController();
    const work = connect().untilAborted(controller.signal);
    controller.abort();
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('carries a signal that is aborted already', async () => {
    await expect(connect().untilAborted(AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('carries AppErrors with all that the user is told', async () => {
    const failure = connect().fail();
    await expect(failure).rejects.toBeInstanceOf(AppError);
    await expect(failure).rejects.toMatchObject({
      code: 'bad-clip',
      message: 'broken',
      hint: 'mend it',
      stage: 'clips',
      recoverable: false,
    });
  });

  it('carries other errors by their message', async () => {
    await expect(connect().failOtherwise()).rejects.toThrow('too far');
  });
});
