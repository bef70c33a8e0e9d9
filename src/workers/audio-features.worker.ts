import { expose, transfer } from 'comlink';
import type { AudioFeatures } from '../engines/audio-features/audio-features';
import { openFeatures } from '../engines/audio-features/open-features';
import { registerTransferHandlers } from './protocol/abort';
import type { AudioFeaturesWorkerApi } from './protocol/audio-features';
import { AppError } from './protocol/errors';
import { fetchModel } from './protocol/model-file';

let features: AudioFeatures | undefined;

function started(): AudioFeatures {
  if (features) return features;
  throw new AppError('internal', 'Audio features were asked for before a sound was started.', {
    hint: 'Reload the page.',
  });
}

const api: AudioFeaturesWorkerApi = {
  async start({ kind, encoderUrl }) {
    await features?.dispose();
    features = undefined;
    const encoder = encoderUrl === null ? null : await fetchModel(encoderUrl);
    features = await openFeatures(kind, encoder);
  },
  push: (pcm) => Promise.resolve(started().push(pcm)),
  finish: () => Promise.resolve(started().finish()),
  forgetBefore(first) {
    started().forgetBefore(first);
    return Promise.resolve();
  },
  async rows(first, end) {
    const rows = await started().rows(first, end);
    return transfer(rows, [rows.buffer]);
  },
};

registerTransferHandlers();
expose(api);
