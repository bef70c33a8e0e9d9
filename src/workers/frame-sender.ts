import type { FrameReader } from '../engines/decode/frame-reader';
import type { FrameMessage } from './protocol/media';

/**
 * The sending side of the pull protocol of MediaWorkerApi.streamFrames (frame-port.ts receives):
 * answers each 'next' with a frame, then with null. Returns when all are sent or the receiver has
 * closed the port, and closes the reader.
 */
export async function sendFrames(
  reader: FrameReader,
  port: MessagePort,
  { step = 1 }: { step?: number } = {},
): Promise<void> {
  const total = Math.ceil(reader.info.frames / step);
  const requests = new Requests(port);
  const post = (index: number, frame: VideoFrame | null, error?: string): void => {
    const message: FrameMessage = {
      index,
      total,
      frame,
      ...(error === undefined ? {} : { error }),
    };
    port.postMessage(message, frame ? [frame] : []);
  };
  let index = 0;
  try {
    let number = 0;
    for await (const frame of reader.frames(0, reader.info.frames)) {
      if (number % step !== 0) frame.close();
      else if (await requests.next()) post(index++, frame);
      else {
        frame.close();
        return;
      }
      number += 1;
    }
    if (await requests.next()) post(index, null);
  } catch (error) {
    post(index, null, error instanceof Error ? error.message : String(error));
  } finally {
    await reader.close();
  }
}

/** Counts what the receiver has asked for. */
class Requests {
  #waiting = 0;
  #closed = false;
  #wake: () => void = () => undefined;

  constructor(port: MessagePort) {
    port.onmessage = () => {
      this.#waiting += 1;
      this.#wake();
    };
    // Not yet in every browser: where it is missing, the sender waits until its thread ends.
    port.addEventListener('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** Resolves with true at the next request, with false when the port is closed. */
  async next(): Promise<boolean> {
    while (this.#waiting === 0) {
      if (this.#closed) return false;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#waiting -= 1;
    return true;
  }
}
