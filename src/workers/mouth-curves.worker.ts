import { expose, transfer } from 'comlink';
import { fetchModel } from './protocol/model-file';
import { MoonshineMouthCurves, type MouthCurvesNetwork } from '../engines/mouth-curves/moonshine';
import { MoonshineSession } from '../engines/mouth-curves/moonshine-session';
import { registerTransferHandlers } from './protocol/abort';
import { AppError } from './protocol/errors';
import type { MouthCurvesModels, MouthCurvesWorkerApi } from './protocol/mouth-curves';

/** Networks by their URLs, and who hears by them. */
let networks = new Map<string, MouthCurvesNetwork>();
let engine: MoonshineMouthCurves | undefined;

function loaded(): MoonshineMouthCurves {
  if (engine) return engine;
  throw new AppError('internal', 'Mouth curves were asked for before the networks were loaded.', {
    hint: 'Reload the page.',
  });
}

const nameOf = ({ encoder, head }: MouthCurvesModels): string => `${encoder} ${head}`;

async function open({ encoder, head }: MouthCurvesModels): Promise<MouthCurvesNetwork> {
  return MoonshineSession.open(...(await Promise.all([fetchModel(encoder), fetchModel(head)])));
}

/** Frees what is not among those that stay. */
async function release(
  some: ReadonlyMap<string, MouthCurvesNetwork>,
  staying: ReadonlyMap<string, MouthCurvesNetwork>,
): Promise<void> {
  for (const [name, network] of some) if (!staying.has(name)) await network.release();
}

const api: MouthCurvesWorkerApi = {
  async load(models) {
    const ready = new Map<string, MouthCurvesNetwork>();
    try {
      for (const model of models) {
        ready.set(nameOf(model), networks.get(nameOf(model)) ?? (await open(model)));
      }
    } catch (error) {
      await release(ready, networks);
      throw error;
    }
    await release(networks, ready);
    networks = ready;
    engine = new MoonshineMouthCurves(
      models.flatMap((model) => {
        const network = ready.get(nameOf(model));
        return network ? [{ network, weight: model.weight }] : [];
      }),
    );
  },
  async read(pcm, block) {
    const curves = await loaded().read(pcm, block);
    return transfer(curves, [curves.buffer]);
  },
};

registerTransferHandlers();
expose(api);
