import type { FrameReader } from '../engines/decode/frame-reader';
import type { FrameMessage, FrameStream } from './protocol/media';

/**
 * The sending side of the pull protocol of MediaWorkerApi.streamFrames (frame-port.ts receives):
 * answers each 'next' with a frame, then with null. Returns when all are sent or the receiver has
 * closed the port, and closes the reader.
 */
export async function sendFrames(
  reader: FrameReader,
  { port, from = 0, to = reader.info.frames, step = 1 }: FrameStream,
): Promise<void> {
  const total = Math.ceil((to - from) / step);
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
    for await (const frame of everyNth(reader, from, to, step)) {
      if (await requests.next()) post(index++, frame);
      else {
        frame.close();
        return;
      }
    }
    if (await requests.next()) post(index, null);
  } catch (error) {
    post(index, null, error instanceof Error ? error.message : String(error));
  } finally {
    await reader.close();
  }
}

/** From this step on it is quicker to look for each frame than to decode all between them. */
const SEEKING_STEP = 25;

async function* everyNth(
  reader: FrameReader,
  from: number,
  to: number,
  step: number,
): AsyncGenerator<VideoFrame, void, undefined> {
  if (step >= SEEKING_STEP) {
    for (let frame = from; frame < to; frame += step) yield* reader.frames(frame, frame + 1);
    return;
  }
  let number = 0;
  for await (const frame of reader.frames(from, to)) {
    if (number % step === 0) yield frame;
    else frame.close();
    number += 1;
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
