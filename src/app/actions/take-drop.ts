import { isVideoName } from '../../core/clips/clip-name';
import { isPicture } from '../state/source.svelte';
import type { Studio } from '../state/studio.svelte';
import { chooseSource } from './choose-source';
import { chooseSpeech } from './choose-speech';
import { droppedFiles, holdsFolder } from './dropped-files';

const ZIP = /\.zip$/i;
/** The stage, where the face is. */
const STAGE = '.stage';

/** Takes what was dropped on the page for what it can be: a face, clips of one, or speech. */
export async function takeDrop(studio: Studio, event: DragEvent): Promise<void> {
  const { dataTransfer, target } = event;
  if (dataTransfer === null) return;
  const onStage = target instanceof Element && target.closest(STAGE) !== null;
  const folder = holdsFolder(dataTransfer);
  try {
    const files = await droppedFiles(dataTransfer);
    const [file] = files;
    if (file === undefined) return;
    if (folder || ZIP.test(file.name) || files.length > 1) bringFace(studio, files);
    else if (isPicture(file) || (isVideo(file) && wantsVideo(studio, onStage)))
      chooseSource(studio, file);
    else await chooseSpeech(studio, file);
  } catch (error) {
    studio.notices.report(error, 'drop');
  }
}

function bringFace({ addFace, panel }: Studio, files: File[]): void {
  addFace.bring(files);
  panel.show({ kind: 'add-face' });
}

/** A video may be speech as well: it is a face where it is dropped on one, or where only a face is missing. */
function wantsVideo({ settings, source }: Studio, onStage: boolean): boolean {
  return settings.mode === 'custom-video' && (onStage || source.file === null);
}

const isVideo = ({ name, type }: File): boolean => type.startsWith('video/') || isVideoName(name);
