import { abortError, AppError, deserialiseError } from '../../workers/protocol/errors';
import type {
  LipsyncItem,
  LipsyncOutput,
  LipsyncReply,
  LipsyncRequest,
} from '../../workers/protocol/lipsync';

/** A lip-sync thread that has answered nothing for this long has died (WASM needs below 0.2 s a frame). */
const SILENCE_MILLISECONDS = 60_000;

interface PendingReply {
  resolve: (outputs: LipsyncOutput[]) => void;
  reject: (error: Error) => void;
}

/** This side of the channel to the lip-sync thread. */
export class LipsyncPort {
  readonly #port: MessagePort;
  readonly #pending = new Map<number, PendingReply>();
  #requests = 0;
  /** Runs while anything is pending, anew from every answer: a slow thread is not a dead one. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<LipsyncReply>) => this.#receive(data);
  }

  /** Requests not answered yet. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Sends frames away and gets as many back, in order; the caller closes those. */
  process(items: LipsyncItem[]): Promise<LipsyncOutput[]> {
    this.#requests += 1;
    const request: LipsyncRequest = { id: this.#requests, items };
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject });
      if (this.#pending.size === 1) this.#watch();
      this.#port.postMessage(
        request,
        items.map(({ frame }) => frame),
      );
    });
  }

  /** What is still waited for is given up, so that the frames kept beside it are closed. */
  close(): void {
    this.#port.close();
    this.#giveUp(abortError());
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#pending.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#giveUp(
        new AppError('worker-crashed', 'The lip-sync thread stopped answering.', {
          hint: 'Try again; it starts anew. If it happens again, choose the WASM backend.',
        }),
      );
    }, SILENCE_MILLISECONDS);
  }

  #giveUp(reason: Error): void {
    clearTimeout(this.#timer);
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }

  #receive(reply: LipsyncReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    this.#watch();
    if ('error' in reply) pending?.reject(deserialiseError(reply.error));
    else if (pending) pending.resolve(reply.outputs);
    else for (const { frame } of reply.outputs) frame.close();
  }
}
