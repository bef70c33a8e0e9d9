import { AppError } from '../workers/protocol/errors';
import type { AvatarClipStatus, AvatarMedia, AvatarSource, AvatarSummary } from './avatar-source';
import { BuiltInAvatars } from './built-in-avatars';
import { ImportedAvatarSource } from './imported-avatar-source';
import { appStorage } from './storage/storage';

export type { AvatarMedia } from './avatar-source';

const builtIn = new BuiltInAvatars();

/** The built-in avatars first, then the user's own. */
export async function listAvatars(): Promise<AvatarSummary[]> {
  const [ours, theirs] = await Promise.all([builtIn.list(), importedList()]);
  return [...ours, ...theirs];
}

/**
 * @param id default: the first built-in avatar.
 * @throws AppError `bad-option` for an unknown id, `bad-clip` for a damaged avatar, `offline-missing`.
 */
export async function loadAvatar(id?: string, signal?: AbortSignal): Promise<AvatarMedia> {
  const { entry, source } = await find(id);
  return source.load(entry.id, signal);
}

/** Which of an avatar's clips are there, with their face tracks. @throws AppError `bad-option` for an unknown id. */
export async function avatarStatus(id: string): Promise<{ id: string; clips: AvatarClipStatus[] }> {
  const { entry, source } = await find(id);
  return { id: entry.id, clips: await source.status(entry.id) };
}

/** Deletes an avatar of the user's own; an unknown id is no error. */
export async function removeImported(id: string): Promise<void> {
  await (await importedSource()).remove(id);
}

async function find(id?: string): Promise<{ entry: AvatarSummary; source: AvatarSource }> {
  const all = await listAvatars();
  const entry = id === undefined ? all[0] : all.find((avatar) => avatar.id === id);
  if (entry) return { entry, source: entry.builtIn ? builtIn : await importedSource() };
  const ids = all.map((avatar) => avatar.id).join(', ');
  throw new AppError('bad-option', `There is no avatar "${id ?? ''}"; there are: ${ids}.`, {
    hint: 'Choose one of the listed avatars.',
    stage: 'options',
  });
}

const importedSource = async () => new ImportedAvatarSource(await appStorage());

/** Without storage there are no imported avatars, but the built-in ones still work. */
async function importedList(): Promise<AvatarSummary[]> {
  try {
    return await (await importedSource()).list();
  } catch (error) {
    console.warn('Imported avatars cannot be listed.', error);
    return [];
  }
}
