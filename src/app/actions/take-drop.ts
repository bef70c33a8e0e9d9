import { isVideoName } from '../../core/clips/clip-name';
import { isPicture } from '../state/source.svelte';
import type { Studio } from '../state/studio.svelte';
import { bringFace } from './bring-face';
import { chooseSource } from './choose-source';
import { chooseSpeech } from './choose-speech';
import { droppedFiles, holdsFolder } from './dropped-files';

/** Archives, and networks on their own. */
const PACKED = /\.(zip|onnx)$/i;
/** The stage, where the face is. */
const STAGE = '.stage';

/** Takes what was dropped on the page for what it can be: a face, clips of one, a model, or speech. */
export async function takeDrop(studio: Studio, event: DragEvent): Promise<void> {
  const { dataTransfer, target } = event;
  if (dataTransfer === null) return;
  const onStage = target instanceof Element && target.closest(STAGE) !== null;
  const folder = holdsFolder(dataTransfer);
  try {
    const files = await droppedFiles(dataTransfer);
    const [file] = files;
    if (file === undefined) return;
    if (folder || PACKED.test(file.name) || files.length > 1) await bringFace(studio, files);
    else if (isPicture(file) || (isVideo(file) && isFace(studio, onStage)))
      chooseSource(studio, file);
    else await chooseSpeech(studio, file);
  } catch (error) {
    studio.notices.report(error, 'drop');
  }
}

/** A video may be speech as well: it is a face where it is dropped on one, or where only a face is missing. */
function isFace({ settings, source }: Studio, onStage: boolean): boolean {
  return onStage || (settings.mode === 'custom-video' && source.file === null);
}

const isVideo = ({ name, type }: File): boolean => type.startsWith('video/') || isVideoName(name);
