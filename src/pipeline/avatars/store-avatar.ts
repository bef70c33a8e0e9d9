import { freeId } from '../../core/clips/avatar-id';
import type { PicturePlace } from '../../core/faces/follow-people';
import { listAvatars } from '../../platform/avatars';
import { lipsyncModel } from '../../platform/model-store';
import { contentKey } from '../../platform/storage/content-key';
import type { StoredClip } from '../../platform/storage/schema';
import { appStorage, persistStorage } from '../../platform/storage/storage';
import { AppError, abortError } from '../../workers/protocol/errors';
import { EXEMPLAR } from '../lipsync-choice';
import { threads } from '../threads';
import type { AvatarSummary } from '../types';
import type { FittedClips } from './fit-clips';
import { NOTHING_KNOWN, type KnownAvatar } from './exported-avatar';

/** Longest side of the picture that stands for an avatar in lists, px. */
const POSTER_SIDE = 512;

/** The licence of what a user brings: theirs. */
const OWN_LICENCE = 'own';

/** @throws AppError `rights-not-confirmed`. */
export function requireRights(confirmed: boolean): void {
  if (confirmed) return;
  throw new AppError('rights-not-confirmed', 'The right to use this likeness is not confirmed.', {
    hint: 'Confirm that you have the right to use this person’s likeness.',
    stage: 'options',
  });
}

/**
 * The model that draws an avatar's mouth, null for the engine that needs none.
 * @throws AppError `model-missing` for an unknown one, `bad-option` for one that draws no mouths.
 */
export async function chosenModel(id: string | undefined): Promise<string | null> {
  if (id === undefined || id === EXEMPLAR) return null;
  await lipsyncModel(id);
  return id;
}

interface AvatarChoice {
  name: string;
  lipsyncModelId: string | null;
  /** Whose face is to be followed where clips show several. */
  face?: PicturePlace | undefined;
}

/**
 * Stores an avatar with its clips, all or nothing.
 * @param known what came with clips that were exported from here or elsewhere.
 * @throws AppError `storage-full`; nothing is stored then.
 */
export async function storeAvatar(
  { width, height, clips }: Omit<FittedClips, 'warnings'>,
  { name, lipsyncModelId, face }: AvatarChoice,
  known: KnownAvatar = NOTHING_KNOWN,
  signal?: AbortSignal,
): Promise<AvatarSummary> {
  const stored = await Promise.all(
    clips.map(async (clip): Promise<StoredClip> => {
      const { loop, loopFix } = known.clips.get(clip.name) ?? {};
      const key = trackKey(await contentKey(clip.blob), face);
      const plain = { name: clip.name, kind: clip.kind, frames: clip.info.frames, key };
      return loop ? { ...plain, loop, loopFix: loopFix ?? loop.fix } : plain;
    }),
  );
  const tracks = new Map(
    stored.flatMap(({ name: clip, key }) => {
      const { track } = known.clips.get(clip) ?? {};
      return track ? [[key, track] as const] : [];
    }),
  );
  const shown = clips.find(({ kind }) => kind === 'silence') ?? clips[0];
  if (!shown) throw new TypeError('An avatar without clips cannot be stored.');
  const poster = await threads.video.call(
    (media) => media.pictureOf(shown.blob, 0, POSTER_SIDE),
    signal,
  );
  const taken = (await listAvatars()).map((avatar) => avatar.id);
  const now = Date.now();
  const avatar = {
    id: freeId(name, taken),
    created: now,
    name,
    width,
    height,
    licence: OWN_LICENCE,
    rightsConfirmed: now,
    lipsyncModelId,
    clips: stored,
    ...(face && { face }),
    ...(known.sequence !== undefined && { sequence: known.sequence }),
  };
  if (signal?.aborted === true) throw abortError();
  const { avatars } = await appStorage();
  const files = Object.fromEntries(clips.map((clip) => [clip.name, clip.blob]));
  await avatars.save(avatar, files, { poster, tracks });
  // Clips cannot be made again: the browser should not clear them.
  void persistStorage().catch(() => false);
  return summaryOf(avatar.id);
}

/** A clip has one face track for each person that may have been chosen in it. */
const trackKey = (content: string, face: PicturePlace | undefined): string =>
  face ? `${content}@${face.x},${face.y}` : content;

async function summaryOf(id: string): Promise<AvatarSummary> {
  const summary = (await listAvatars()).find((avatar) => avatar.id === id);
  if (summary) return summary;
  throw new AppError('internal', `The avatar "${id}" was removed while it was imported.`, {
    hint: 'Import it again.',
    stage: 'import',
  });
}
