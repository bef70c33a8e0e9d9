import { listAvatars, removeImported } from '../../platform/avatars';
import { AppError } from '../../workers/protocol/errors';
import { forgetAvatar } from '../loaded-avatar';

/**
 * Deletes an imported avatar with its clips and face tracks.
 * @throws AppError `bad-option` for a built-in or unknown avatar.
 */
export async function removeAvatar(id: string): Promise<void> {
  await refuseBuiltIn(id, 'removed');
  await removeImported(id);
  forgetAvatar(id);
}

/**
 * @param what is refused, such as "removed".
 * @throws AppError `bad-option` for a built-in or unknown avatar.
 */
export async function refuseBuiltIn(id: string, what: string): Promise<void> {
  const avatars = await listAvatars();
  const avatar = avatars.find((other) => other.id === id);
  if (avatar && !avatar.builtIn) return;
  const own = avatars.filter(({ builtIn }) => !builtIn).map((other) => other.id);
  const why = avatar ? `belongs to the app and cannot be ${what}` : 'does not exist';
  throw new AppError('bad-option', `The avatar "${id}" ${why}.`, {
    hint: own.length > 0 ? `Yours are: ${own.join(', ')}.` : 'Import an avatar first.',
    stage: 'options',
  });
}
