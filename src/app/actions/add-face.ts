import type { Studio } from '../state/studio.svelte';

/** Adds the face that was brought, chooses it and shows how its clips came out. */
export async function addFace(studio: Studio): Promise<void> {
  const { addFace: adding, avatars, settings, panel, keeping } = studio;
  const added = await adding.add();
  if (added === null) return;
  await avatars.refresh();
  if (settings.mode === 'custom-video') settings.mode = 'core-clips';
  settings.avatarId = added.id;
  void keeping.measure();
  // What failed after the import is told by the dialog; what is left to do, by the face's details.
  if (adding.task.error !== null) return;
  adding.clear();
  if (panel.open?.kind !== 'add-face') return;
  panel.show({ kind: 'face', id: added.id, warnings: added.warnings });
}
