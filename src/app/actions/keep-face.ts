import type { LoopFix } from '../../core/clips/clip-loop';
import type { Studio } from '../state/studio.svelte';
import type { Task } from '../state/task.svelte';
import { fileNameFor, saveBlob } from './download';

/** Follows the faces in those clips where that is still to be done, and tells what was found. */
export async function prepareFace(
  { mouthpiece, avatars, panel }: Studio,
  task: Task,
  id: string,
): Promise<void> {
  await task.run('preprocess', async (run) => {
    const { warnings } = await mouthpiece.preprocessAvatar(id, run);
    if (panel.open?.kind === 'face' && panel.open.id === id)
      panel.show({ ...panel.open, warnings });
  });
  await avatars.verify(id);
}

/** Saves a face of one's own as a zip that can be added elsewhere. */
export async function exportFace(
  { mouthpiece, avatars }: Studio,
  task: Task,
  id: string,
): Promise<void> {
  const name = avatars.list.find((avatar) => avatar.id === id)?.name ?? id;
  await task.run('export', async (run) => {
    saveBlob(await mouthpiece.exportAvatar(id, run), fileNameFor(name, '.zip'));
  });
}

/** Chooses how a clip of a face of one's own goes on after its last frame. */
export async function loopClip(
  { mouthpiece, avatars }: Studio,
  task: Task,
  { id, clip, fix }: { id: string; clip: string; fix: LoopFix },
): Promise<void> {
  await task.run('loop', () => mouthpiece.setClipLoop(id, clip, fix));
  await avatars.refresh();
}

export async function removeFace(studio: Studio, task: Task, id: string): Promise<void> {
  const { mouthpiece, avatars, panel, keeping } = studio;
  const outcome = await task.run('remove', () => mouthpiece.removeAvatar(id));
  if (outcome !== 'done') return;
  panel.close();
  await avatars.refresh();
  await keeping.measure();
}
