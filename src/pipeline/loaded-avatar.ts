import { loadAvatar, type AvatarMedia } from '../platform/avatars';

let last: { asked: string | undefined; avatar: AvatarMedia } | undefined;

/**
 * {@link loadAvatar}, with the avatar asked for last kept in memory (about 10 MB): plans are made
 * anew at every movement of a slider.
 */
export async function loadedAvatar(id?: string, signal?: AbortSignal): Promise<AvatarMedia> {
  // Without a name the first one is meant, which may be asked for by its name as well.
  if (last === undefined || (last.asked !== id && last.avatar.id !== id)) {
    last = { asked: id, avatar: await loadAvatar(id, signal) };
  }
  return last.avatar;
}

/** Reads an avatar anew the next time: it was changed or removed. */
export function forgetAvatar(id: string): void {
  if (last?.avatar.id === id) last = undefined;
}
