import { expose, transfer } from 'comlink';
import { fetchModel } from './protocol/model-file';
import { MoonshineMouthCurves, type MouthCurvesNetwork } from '../engines/mouth-curves/moonshine';
import { MoonshineSession } from '../engines/mouth-curves/moonshine-session';
import type { MouthCurvesEngine } from '../engines/mouth-curves/mouth-curves-engine';
import { registerTransferHandlers } from './protocol/abort';
import { AppError } from './protocol/errors';
import type { MouthCurvesModel, MouthCurvesWorkerApi } from './protocol/mouth-curves';

/** Those that are open, by the URLs of their files. */
const networks = new Map<string, MouthCurvesNetwork>();
let engine: MouthCurvesEngine | undefined;

function loaded(): MouthCurvesEngine {
  if (engine) return engine;
  throw new AppError('internal', 'Mouth curves were asked for before the networks were loaded.', {
    hint: 'Reload the page.',
  });
}

const nameOf = ({ encoder, head }: MouthCurvesModel): string => `${encoder} ${head}`;

const api: MouthCurvesWorkerApi = {
  async load(models) {
    // All files are fetched before any is opened, which takes longer: one may not be had.
    const files = await Promise.all(
      models.map(async (model) =>
        networks.has(nameOf(model))
          ? null
          : Promise.all([fetchModel(model.encoder), fetchModel(model.head)]),
      ),
    );
    const listening: { network: MouthCurvesNetwork; weight: number }[] = [];
    for (const [i, model] of models.entries()) {
      const file = files[i];
      const network = file ? await MoonshineSession.open(...file) : networks.get(nameOf(model));
      if (!network) continue;
      networks.set(nameOf(model), network);
      listening.push({ network, weight: model.weight });
    }
    engine = new MoonshineMouthCurves(listening);
    const wanted = new Set(models.map(nameOf));
    for (const [name, network] of networks) {
      if (wanted.has(name)) continue;
      networks.delete(name);
      await network.release();
    }
  },
  async read(pcm, block) {
    const curves = await loaded().read(pcm, block);
    return transfer(curves, [curves.buffer]);
  },
};

registerTransferHandlers();
expose(api);
