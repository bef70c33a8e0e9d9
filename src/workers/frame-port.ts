import { abortError, AppError } from './protocol/errors';
import type { FrameMessage } from './protocol/media';

export interface ReceivedFrame {
  /** Closed by {@link receiveFrames} when the next one is asked for. */
  frame: VideoFrame;
  index: number;
  total: number;
}

/**
 * Asks for frame after frame over the pull protocol of MediaWorkerApi.streamFrames: one is under way
 * while one is worked on. Closes every frame, and the port at the end, on an error and on a cancel.
 *
 * @throws AppError `corrupt-media` with the sender's words; AbortError when cancelled.
 */
export async function* receiveFrames(
  port: MessagePort,
  signal?: AbortSignal,
): AsyncGenerator<ReceivedFrame, void, undefined> {
  const inbox = new Inbox(port, signal);
  try {
    inbox.request();
    for (;;) {
      const { frame, index, total, error } = await inbox.take();
      if (error !== undefined) throw senderError(error);
      if (frame === null) return;
      try {
        inbox.request();
        yield { frame, index, total };
      } finally {
        frame.close();
      }
    }
  } finally {
    inbox.close();
  }
}

/** Messages of a port as promises. */
class Inbox {
  readonly #port: MessagePort;
  readonly #signal: AbortSignal | undefined;
  readonly #arrived: FrameMessage[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(port: MessagePort, signal: AbortSignal | undefined) {
    this.#port = port;
    this.#signal = signal;
    port.onmessage = ({ data }: MessageEvent<FrameMessage>) => {
      if (this.#closed) data.frame?.close();
      else this.#arrived.push(data);
      this.#wake?.();
    };
    signal?.addEventListener('abort', this.#onAbort);
  }

  request(): void {
    this.#port.postMessage('next');
  }

  async take(): Promise<FrameMessage> {
    for (;;) {
      if (this.#signal?.aborted === true) throw abortError();
      const message = this.#arrived.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  close(): void {
    this.#closed = true;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    for (const { frame } of this.#arrived) frame?.close();
    this.#port.close();
  }

  readonly #onAbort = (): void => this.#wake?.();
}

function senderError(text: string): AppError {
  return new AppError('corrupt-media', `The video could not be read to its end: ${text}`, {
    hint: 'Play it in a player; if it stops there too, the file is damaged. Else convert it to MP4.',
  });
}
