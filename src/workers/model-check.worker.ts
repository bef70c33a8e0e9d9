import { expose } from 'comlink';
import { checkModel, describeModel } from '../engines/model-check/model-check';
import { registerTransferHandlers } from './protocol/abort';
import type { ModelCheckWorkerApi } from './protocol/model-check';

const api: ModelCheckWorkerApi = { describe: describeModel, check: checkModel };

registerTransferHandlers();
expose(api);
