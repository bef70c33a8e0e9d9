import { AppError } from '../../workers/protocol/errors';
import { EnergyVad } from './energy';
import { SileroVad } from './silero';
import { SileroSession } from './silero-session';
import type { VadEngine, VadEngineName } from './vad-engine';

/** Opens a detector from its model's bytes; the ones without a model ignore them. */
const OPENERS: Record<VadEngineName, (model: Uint8Array | undefined) => Promise<VadEngine>> = {
  silero: async (model) => {
    if (model === undefined) throw missingModel();
    return new SileroVad(await SileroSession.open(model));
  },
  energy: () => Promise.resolve(new EnergyVad()),
};

export const openVad = (name: VadEngineName, model?: Uint8Array): Promise<VadEngine> =>
  OPENERS[name](model);

function missingModel(): AppError {
  return new AppError('model-missing', 'The Silero speech detector was given no model file.', {
    hint: 'Choose the energy detector, which needs none.',
  });
}
