import { loadAvatar, type AvatarMedia } from '../platform/avatars';

let last: { asked: string | undefined; avatar: AvatarMedia } | undefined;

/**
 * {@link loadAvatar}, with the avatar asked for last kept in memory (about 10 MB): plans are made
 * anew at every movement of a slider.
 */
export async function loadedAvatar(id?: string, signal?: AbortSignal): Promise<AvatarMedia> {
  if (last === undefined || last.asked !== id) {
    last = { asked: id, avatar: await loadAvatar(id, signal) };
  }
  return last.avatar;
}

/** Reads an avatar anew the next time: it was changed or removed. */
export function forgetAvatar(id: string): void {
  if (last?.avatar.id === id) last = undefined;
}
