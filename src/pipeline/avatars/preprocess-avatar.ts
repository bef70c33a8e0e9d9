import { loopQuality } from '../../core/clips/loop-quality';
import type { FaceTrack } from '../../core/faces/face-track';
import { readTrackFile } from '../../core/faces/track-file';
import { FPS } from '../../core/time/units';
import { avatarStatus, listAvatars } from '../../platform/avatars';
import type { ImportedAvatar } from '../../platform/storage/imported-avatars';
import { appStorage } from '../../platform/storage/storage';
import { AppError, toAppError } from '../../workers/protocol/errors';
import type { Run } from '../../workers/protocol/progress';
import { detectFaces } from '../detect-faces';
import { forgetAvatar } from '../loaded-avatar';
import { threads } from '../threads';
import type { AvatarStatus } from '../types';
import { ClipProgress } from './clip-progress';
import { THUMBNAIL_SIDE, trackBytes } from './clip-tracks';

type Clip = ImportedAvatar['clips'][number];

/**
 * Makes the face tracks of an avatar's clips and measures how they loop; clips that have theirs are passed over, and
 * a cancel keeps those that are done. Nothing is left to do for built-in avatars.
 *
 * @param run progress counts clips, in fractions; `part` tells the frames of the clip in work.
 * @throws AppError `bad-option` for an unknown avatar, `no-face` when no clip shows one, `bad-clip`, `storage-full`.
 */
export async function preprocessAvatar(id: string, run: Run = {}): Promise<AvatarStatus> {
  try {
    const builtIn = (await listAvatars()).some((avatar) => avatar.id === id && avatar.builtIn);
    if (!builtIn) await preprocessClips(id, run);
    return await avatarStatus(id);
  } catch (error) {
    throw toAppError(error, 'preprocess');
  }
}

async function preprocessClips(id: string, { signal, onProgress }: Run): Promise<void> {
  const { avatars } = await appStorage();
  const { clips } = await avatars.get(id);
  const status = await avatarStatus(id);
  const open = clips.filter((_clip, k) => status.clips[k]?.preprocessed !== true);
  const progress = new ClipProgress(clips, open, onProgress);
  for (const clip of open) {
    await preprocessClip(id, clip, progress, signal);
    progress.finish(clip);
  }
  forgetAvatar(id);
  const after = await avatarStatus(id);
  if (after.clips.every(({ frames, framesWithoutFace }) => framesWithoutFace === frames)) {
    throw new AppError('no-face', `No clip of the avatar "${id}" shows a face.`, {
      hint: 'Use clips with one clear, frontal, well-lit face of at least 100 pixels.',
      stage: 'preprocess',
    });
  }
}

async function preprocessClip(
  id: string,
  clip: Clip,
  progress: ClipProgress,
  signal?: AbortSignal,
): Promise<void> {
  const { avatars } = await appStorage();
  const video = await avatars.clip(id, clip.name);
  const track = await trackOf(id, clip, video, progress, signal);
  const strip = await threads.video.call(
    (media) => media.frameThumbnails(video, { side: THUMBNAIL_SIDE }, undefined, signal),
    signal,
  );
  if (track.frames.length !== clip.frames || strip.frames !== clip.frames) {
    const found = Math.min(track.frames.length, strip.frames);
    throw new AppError('bad-clip', `The clip "${clip.name}" is damaged at frame ${found}.`, {
      hint: 'Remove the avatar, save this clip anew as MP4, and import it again.',
      stage: 'preprocess',
    });
  }
  const entered = await avatars.enterTrack(
    id,
    clip.key,
    trackBytes(track),
    loopQuality(track, strip),
  );
  if (entered) return;
  throw new AppError('bad-option', `The avatar "${id}" was removed while it was preprocessed.`, {
    hint: 'Import it again.',
    stage: 'preprocess',
  });
}

/** The stored track, which may have come with an exported avatar, or a new one. */
async function trackOf(
  id: string,
  clip: Clip,
  video: Blob,
  progress: ClipProgress,
  signal?: AbortSignal,
): Promise<FaceTrack> {
  const { avatars, tracks } = await appStorage();
  const known = await tracks.get(clip.key);
  if (known) return readTrackFile(new Uint8Array(known));
  try {
    const onProgress = progress.within(clip);
    return await detectFaces(video, {}, { ...(signal && { signal }), onProgress });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'no-face') throw error;
    // Looked at and found without: a clip of a turned back can still fill a pause.
    const { width, height } = await avatars.get(id);
    const frames = Array.from({ length: clip.frames }, () => null);
    return { width, height, fps: FPS, frames };
  }
}
