import { parseClipName } from '../../core/clips/clip-name';
import { givenFiles } from '../../platform/archive/given-files';
import { PACK_FILE } from '../../platform/model-pack';
import { AppError } from '../../workers/protocol/errors';
import type { Studio } from '../state/studio.svelte';

const NETWORK = /\.onnx$/i;
/** Whatever it is: its import tells what is too much. */
const LIMITS = { files: Infinity, bytes: Infinity, code: 'bad-model' } as const;

/** Opens the dialog that takes those files: that of a face, or that of models. */
export async function bringFace(studio: Studio, files: File[]): Promise<void> {
  const { addFace, models, panel, job } = studio;
  if (await isModelPack(files)) {
    panel.show({ kind: 'models' });
    if (!job.busy) await models.import(files);
    return;
  }
  addFace.bring(files);
  panel.show({ kind: 'add-face' });
}

/** Whether files, or what a zip among them holds, are a lip-sync model and no clips. */
async function isModelPack(files: readonly File[]): Promise<boolean> {
  try {
    const names = (await givenFiles(files, LIMITS)).map(({ name }) => name);
    if (names.some((name) => parseClipName(name) !== null)) return false;
    return names.some((name) => name === PACK_FILE || NETWORK.test(name));
  } catch (error) {
    // The import of a damaged or dangerous archive says what is wrong with it.
    if (error instanceof AppError) return false;
    throw error;
  }
}
