import { expose, transfer } from 'comlink';
import { fetchModel } from './protocol/model-file';
import { MoonshineMouthCurves } from '../engines/mouth-curves/moonshine';
import { MoonshineSession } from '../engines/mouth-curves/moonshine-session';
import type { MouthCurvesEngine } from '../engines/mouth-curves/mouth-curves-engine';
import { registerTransferHandlers } from './protocol/abort';
import { AppError } from './protocol/errors';
import type { MouthCurvesModelUrls, MouthCurvesWorkerApi } from './protocol/mouth-curves';

let engine: MouthCurvesEngine | undefined;
let urls: MouthCurvesModelUrls | undefined;

function loaded(): MouthCurvesEngine {
  if (engine) return engine;
  throw new AppError('internal', 'Mouth curves were asked for before the networks were loaded.', {
    hint: 'Reload the page.',
  });
}

const api: MouthCurvesWorkerApi = {
  async load(modelUrls) {
    if (engine && urls?.encoder === modelUrls.encoder && urls.head === modelUrls.head) return;
    const [encoder, head] = await Promise.all([
      fetchModel(modelUrls.encoder),
      fetchModel(modelUrls.head),
    ]);
    const opened = new MoonshineMouthCurves(await MoonshineSession.open(encoder, head));
    await engine?.dispose();
    engine = opened;
    urls = modelUrls;
  },
  async read(pcm, block) {
    const curves = await loaded().read(pcm, block);
    return transfer(curves, [curves.buffer]);
  },
};

registerTransferHandlers();
expose(api);
