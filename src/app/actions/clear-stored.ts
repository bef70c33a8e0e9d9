import type { StoredKind } from '../../platform/storage/stored-kinds';
import type { Studio } from '../state/studio.svelte';

/** Deletes everything of one kind from this device. */
export async function clearStored(studio: Studio, kind: StoredKind): Promise<void> {
  await studio.keeping.clear(() => deleteAll(studio, kind));
}

async function deleteAll(studio: Studio, kind: StoredKind): Promise<void> {
  const { mouthpiece, results, unfinished, avatars, models, keeping } = studio;
  switch (kind) {
    case 'results':
      for (const result of results.stored) await results.remove(result);
      return;
    case 'jobs':
      for (const { id } of await mouthpiece.jobs.list()) await mouthpiece.jobs.discard(id);
      await unfinished.refresh();
      return;
    case 'avatars':
      for (const { id, builtIn } of avatars.list) if (!builtIn) await mouthpiece.removeAvatar(id);
      await avatars.refresh();
      return;
    case 'models':
      for (const { id } of models.imported) await mouthpiece.removeModel(id);
      await models.refresh();
      return;
    case 'caches':
      await keeping.clearCaches();
  }
}
