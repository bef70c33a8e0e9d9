import { releaseProxy, wrap, type Remote } from 'comlink';
import { registerTransferHandlers } from '../../../src/workers/protocol/abort';
import type { MediaWorkerApi } from '../../../src/workers/protocol/media';

/** A media thread of a test's own. */
export interface MediaWorker {
  media: Remote<MediaWorkerApi>;
  /** The thread itself, to end it as a closed tab would. */
  worker: Worker;
  end: () => void;
}

export function startMediaWorker(): MediaWorker {
  registerTransferHandlers();
  const worker = new Worker(new URL('../../../src/workers/media.worker.ts', import.meta.url), {
    type: 'module',
  });
  const media = wrap<MediaWorkerApi>(worker);
  const end = (): void => {
    media[releaseProxy]();
    worker.terminate();
  };
  return { media, worker, end };
}
