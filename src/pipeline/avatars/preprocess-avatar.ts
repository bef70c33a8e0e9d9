import { loopQuality, type LoopQuality } from '../../core/clips/loop-quality';
import type { FaceTrack } from '../../core/faces/face-track';
import { readTrackFile } from '../../core/faces/track-file';
import { FPS } from '../../core/time/units';
import { avatarStatus, listAvatars } from '../../platform/avatars';
import type { ImportedAvatar } from '../../platform/storage/imported-avatars';
import { appStorage } from '../../platform/storage/storage';
import { AppError, toAppError } from '../../workers/protocol/errors';
import type { Run } from '../../workers/protocol/progress';
import { MOST_PEOPLE } from '../count-people';
import { severalFaces } from '../custom-video-faults';
import { detectFaces } from '../detect-faces';
import { forgetAvatar } from '../loaded-avatar';
import { StageWatch } from '../stage-watch';
import { threads } from '../threads';
import type { PreprocessedAvatar, Warning } from '../types';
import { peopleInClip } from './clip-people';
import { ClipProgress } from './clip-progress';
import { THUMBNAIL_SIDE, trackBytes } from './clip-tracks';
import { prepareKeyFrames } from './key-frames';

type Clip = ImportedAvatar['clips'][number];

/** What was found out about a clip. */
interface SeenClip {
  key: string;
  track: FaceTrack;
  loop: LoopQuality;
}

/**
 * Makes the face tracks of an avatar's clips, measures how they loop, and cuts out the key frames that the exemplar engine
 * draws from. What is done is passed over, and a cancel keeps it. Nothing is left to do for built-in avatars.
 *
 * @param run progress counts clips, in fractions; `part` tells the frames of the clip in work. The key frames are a stage of
 *   their own, "key-frames".
 * @throws AppError `bad-option` for an unknown avatar, `no-face` when no clip shows one: none counts as preprocessed then;
 *   `bad-clip`, `storage-full`.
 */
export async function preprocessAvatar(id: string, run: Run = {}): Promise<PreprocessedAvatar> {
  try {
    const builtIn = (await listAvatars()).some((avatar) => avatar.id === id && avatar.builtIn);
    if (builtIn) return { ...(await avatarStatus(id)), warnings: [] };
    const warnings = await preprocessClips(id, run);
    await new StageWatch(run.onProgress).stage('key-frames', 'items', async (report) => {
      await prepareKeyFrames(id, run.signal);
      report(1, 1);
    });
    return { ...(await avatarStatus(id)), warnings };
  } catch (error) {
    throw toAppError(error, 'preprocess');
  }
}

async function preprocessClips(id: string, { signal, onProgress }: Run): Promise<Warning[]> {
  const { avatars } = await appStorage();
  const avatar = await avatars.get(id);
  const status = await avatarStatus(id);
  const open = avatar.clips.filter((_clip, k) => status.clips[k]?.preprocessed !== true);
  const people = await mostPeople(avatar, open, signal);
  const progress = new ClipProgress(avatar.clips, open, onProgress);
  const faceless: SeenClip[] = [];
  let seen = status.clips.some(
    ({ preprocessed, frames, framesWithoutFace }) => preprocessed && framesWithoutFace < frames,
  );
  for (const clip of open) {
    const looked = await lookAt(avatar, clip, progress, signal);
    if (looked.track.frames.every((face) => face === null)) faceless.push(looked);
    else {
      await enter(id, looked);
      seen = true;
    }
    progress.finish(clip);
  }
  if (!seen) throw nobody(id);
  // A clip of a turned back can still fill a pause, beside clips that show the face.
  for (const clip of faceless) await enter(id, clip);
  forgetAvatar(id);
  return people > 1 && !avatar.face ? [severalFaces(people)] : [];
}

function nobody(id: string): AppError {
  return new AppError('no-face', `No clip of the avatar "${id}" shows a face.`, {
    hint: 'Use clips with one clear, frontal, well-lit face of at least 100 pixels.',
    stage: 'preprocess',
  });
}

/** Seen at once in any of those clips; ahead of the tracking, for which the landmarker is set up once then. */
async function mostPeople(
  { id }: ImportedAvatar,
  clips: readonly Clip[],
  signal?: AbortSignal,
): Promise<number> {
  const { avatars, tracks } = await appStorage();
  let most = 0;
  for (const { name, key } of clips) {
    if (await tracks.get(key)) continue;
    most = Math.max(most, await peopleInClip(await avatars.clip(id, name), signal));
  }
  return most;
}

/** @throws AppError `bad-clip`. */
async function lookAt(
  avatar: ImportedAvatar,
  clip: Clip,
  progress: ClipProgress,
  signal?: AbortSignal,
): Promise<SeenClip> {
  const { avatars } = await appStorage();
  const video = await avatars.clip(avatar.id, clip.name);
  const track = await trackOf(avatar, clip, video, progress, signal);
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
  return { key: clip.key, track, loop: loopQuality(track, strip) };
}

async function enter(id: string, { key, track, loop }: SeenClip): Promise<void> {
  const { avatars } = await appStorage();
  if (await avatars.enterTrack(id, key, trackBytes(track), loop)) return;
  throw new AppError('bad-option', `The avatar "${id}" was removed while it was preprocessed.`, {
    hint: 'Import it again.',
    stage: 'preprocess',
  });
}

/** The stored track, which may have come with an exported avatar, or a new one. */
async function trackOf(
  { width, height, face }: ImportedAvatar,
  clip: Clip,
  video: Blob,
  progress: ClipProgress,
  signal?: AbortSignal,
): Promise<FaceTrack> {
  const { tracks } = await appStorage();
  const known = await tracks.get(clip.key);
  if (known) return readTrackFile(new Uint8Array(known));
  try {
    const onProgress = progress.within(clip);
    const options = { maxFaces: MOST_PEOPLE, ...(face && { face }) };
    return await detectFaces(video, options, { ...(signal && { signal }), onProgress });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'no-face') throw error;
    const frames = Array.from({ length: clip.frames }, () => null);
    return { width, height, fps: FPS, frames };
  }
}
