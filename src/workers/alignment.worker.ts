import { expose } from 'comlink';
import type { TranscriptLanguage } from '../core/speech/transcript';
import { PhoneAligner } from '../engines/alignment/soundswallower';
import { registerTransferHandlers } from './protocol/abort';
import type { AlignmentWorkerApi } from './protocol/alignment';
import { AppError } from './protocol/errors';
import { fetchModel } from './protocol/model-file';

let aligner: PhoneAligner | undefined;
let loaded: TranscriptLanguage | undefined;

const api: AlignmentWorkerApi = {
  async load(language, modelUrl) {
    if (aligner && loaded === language) return;
    const opened = await PhoneAligner.open(await fetchModel(modelUrl), language);
    aligner?.dispose();
    aligner = opened;
    loaded = language;
  },
  align(pcm, words) {
    if (aligner) return Promise.resolve(aligner.align(pcm, words));
    throw new AppError('internal', 'Words were to be timed before a model was loaded.', {
      hint: 'Reload the page.',
    });
  },
};

registerTransferHandlers();
expose(api);
