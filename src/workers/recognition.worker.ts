import { expose } from 'comlink';
import { SpeechRecogniser } from '../engines/recognition/moonshine-recogniser';
import { registerTransferHandlers } from './protocol/abort';
import { AppError } from './protocol/errors';
import { fetchModel } from './protocol/model-file';
import type { RecognitionWorkerApi } from './protocol/recognition';

let recogniser: SpeechRecogniser | undefined;

const api: RecognitionWorkerApi = {
  async load(modelUrl, signal) {
    recogniser ??= await SpeechRecogniser.open(
      await fetchModel(modelUrl, signal ? { signal } : {}),
    );
  },
  recognise(pcm, onProgress, signal) {
    if (recogniser) return recogniser.recognise(pcm, { onProgress, ...(signal && { signal }) });
    throw new AppError('internal', 'Words were to be recognised before a model was loaded.', {
      hint: 'Reload the page.',
    });
  },
};

registerTransferHandlers();
expose(api);
