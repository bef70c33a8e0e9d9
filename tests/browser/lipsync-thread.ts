/** A lip-sync thread of a test's own, and the way frames go in and out of it. */
import { transfer, wrap, type Remote } from 'comlink';
import { afterAll } from 'vitest';
import { registerTransferHandlers } from '../../src/workers/protocol/abort';
import type {
  LipsyncItem,
  LipsyncOutput,
  LipsyncReply,
  LipsyncWorkerApi,
} from '../../src/workers/protocol/lipsync';
import type { MediaWorkerApi } from '../../src/workers/protocol/media';

export interface LipsyncThread {
  api: Remote<LipsyncWorkerApi>;
  /** To be called once, after the engine was loaded. */
  connect: () => Promise<void>;
  /** The frames with their mouths drawn, by the port that the media thread uses. */
  speak: (items: LipsyncItem[]) => Promise<LipsyncOutput[]>;
}

registerTransferHandlers();

/** Ends with the tests of the file. */
export function lipsyncThread(): LipsyncThread {
  const worker = new Worker(new URL('../../src/workers/lipsync.worker.ts', import.meta.url), {
    type: 'module',
  });
  afterAll(() => worker.terminate());
  const api = wrap<LipsyncWorkerApi>(worker);
  const { port1: port, port2 } = new MessageChannel();
  port.start();
  let requests = 0;
  return {
    api,
    connect: () => api.connect(transfer(port2, [port2])),
    speak: (items) => {
      const id = ++requests;
      return new Promise((resolve, reject) => {
        const answer = ({ data }: MessageEvent<LipsyncReply>): void => {
          if (data.id !== id) return;
          port.removeEventListener('message', answer);
          if ('outputs' in data) resolve(data.outputs);
          else reject(new Error(data.error.message));
        };
        port.addEventListener('message', answer);
        port.postMessage(
          { id, items },
          items.map(({ frame }) => frame),
        );
      });
    },
  };
}

/** A whole frame of a registered clip of `size` × `size` px, RGBA. */
export async function wholeFrame(
  media: Remote<MediaWorkerApi>,
  clip: string,
  frame: number,
  size: number,
): Promise<ImageData> {
  const all = { x: 0, y: 0, width: size, height: size, pictureWidth: size, pictureHeight: size };
  const { pixels } = await media.cutPictures([{ clip, frame, ...all }]);
  return new ImageData(new Uint8ClampedArray(await pixels.arrayBuffer()), size, size);
}

/** Whether two pictures have the same bytes; told at once, where toEqual takes ten seconds. */
export const isSame = (one: Uint8ClampedArray, other: Uint8ClampedArray): boolean =>
  one.length === other.length && one.every((value, i) => value === other[i]);
