import { expose } from 'comlink';
import { openVad } from '../engines/vad/registry';
import type { VadEngine } from '../engines/vad/vad-engine';
import { registerTransferHandlers } from './protocol/abort';
import { AppError } from './protocol/errors';
import { fetchModel } from './protocol/model-file';
import type { VadWorkerApi } from './protocol/vad';

let engine: VadEngine | undefined;

function loaded(): VadEngine {
  if (engine) return engine;
  throw new AppError('internal', 'Speech detection was asked for before a detector was loaded.', {
    hint: 'Reload the page.',
  });
}

const api: VadWorkerApi = {
  async load(name, modelUrl) {
    if (engine?.name === name) return;
    const model = modelUrl === undefined ? undefined : await fetchModel(modelUrl);
    const opened = await openVad(name, model);
    await engine?.dispose();
    engine = opened;
  },
  start() {
    loaded().reset();
    return Promise.resolve();
  },
  push: (pcm) => loaded().push(pcm),
  async finish() {
    const { name, scoreHop } = loaded();
    return { scores: await loaded().finish(), scoreHop, engine: name };
  },
};

registerTransferHandlers();
expose(api);
