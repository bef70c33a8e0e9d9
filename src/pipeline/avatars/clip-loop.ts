import type { LoopFix } from '../../core/clips/clip-loop';
import { appStorage } from '../../platform/storage/storage';
import { forgetAvatar } from '../loaded-avatar';
import { LoopFixSchema, parseOptions } from '../options';
import { refuseBuiltIn } from './remove-avatar';

/**
 * Chooses how a clip of an imported avatar goes on after its last frame.
 * @throws AppError `bad-option` for a built-in or unknown avatar, an unknown clip, or another word.
 */
export async function setClipLoop(id: string, clip: string, fix: LoopFix): Promise<void> {
  parseOptions(LoopFixSchema, { fix }, 'setClipLoop');
  await refuseBuiltIn(id, 'changed');
  await (await appStorage()).avatars.setLoopFix(id, clip, fix);
  forgetAvatar(id);
}
