import { transferHandlers, type TransferHandler } from 'comlink';
import { abortError, deserialiseError, serialiseError, type SerialisedError } from './errors';

/** What travels in place of an AbortSignal: its present state and a port that tells of the abort. */
interface PortedSignal {
  aborted: boolean;
  port: MessagePort;
}

const abortSignalHandler: TransferHandler<AbortSignal, PortedSignal> = {
  canHandle: (value): value is AbortSignal => value instanceof AbortSignal,
  serialize(signal) {
    const { port1, port2 } = new MessageChannel();
    signal.addEventListener(
      'abort',
      () => {
        port1.postMessage('abort');
        port1.close();
      },
      { once: true },
    );
    return [{ aborted: signal.aborted, port: port2 }, [port2]];
  },
  deserialize({ aborted, port }) {
    const controller = new AbortController();
    if (aborted) {
      controller.abort(abortError());
      return controller.signal;
    }
    port.onmessage = () => {
      controller.abort(abortError());
      port.close();
    };
    return controller.signal;
  },
};

interface Thrown {
  value: unknown;
}

/**
 * Teaches comlink to carry AbortSignals and AppErrors. Both sides of a worker call it once, before
 * the first call; calling it again changes nothing.
 */
export function registerTransferHandlers(): void {
  transferHandlers.set('abort-signal', abortSignalHandler);
  const original = transferHandlers.get('throw');
  if (!original) throw new TypeError('comlink has no handler for thrown values.');
  const throwHandler: TransferHandler<Thrown, SerialisedError> = {
    // comlink marks thrown values with a symbol that it does not export.
    canHandle: (value): value is Thrown => original.canHandle(value),
    serialize: ({ value }) => [serialiseError(value), []],
    deserialize(error) {
      throw deserialiseError(error);
    },
  };
  transferHandlers.set('throw', throwHandler);
}
