/** The public API, window.mouthpiece: scripts, embedding pages and the command line drive the app by it. */
import { avatarStatus, listAvatars } from '../platform/avatars';
import { listModels, removeModel } from '../platform/model-store';
import { createAvatarFromVideo } from '../pipeline/avatars/avatar-from-video';
import { exportAvatar } from '../pipeline/avatars/exported-avatar';
import { importAvatar } from '../pipeline/avatars/import-avatar';
import { preprocessAvatar } from '../pipeline/avatars/preprocess-avatar';
import { setClipLoop } from '../pipeline/avatars/clip-loop';
import { removeAvatar } from '../pipeline/avatars/remove-avatar';
import { capabilities } from '../pipeline/capabilities';
import { detectFaces } from '../pipeline/detect-faces';
import { detectSpeech, planClips } from '../pipeline/detect-speech';
import { findPeople } from '../pipeline/find-people';
import { generate, resumeJob } from '../pipeline/generate';
import { importModel } from '../pipeline/import-model';
import { discardJob, listJobs } from '../pipeline/job-journal';
import type { Mouthpiece } from '../pipeline/types';

declare const __APP_VERSION__: string;

declare global {
  interface Window {
    mouthpiece: Mouthpiece;
  }
}

export function createMouthpiece(): Mouthpiece {
  return {
    version: __APP_VERSION__,
    ready: usable(),
    capabilities,
    listAvatars,
    importAvatar,
    createAvatarFromVideo,
    preprocessAvatar,
    verifyAvatar: avatarStatus,
    setClipLoop,
    removeAvatar,
    exportAvatar,
    listModels,
    importModel,
    removeModel,
    detectSpeech,
    planClips,
    detectFaces,
    findPeople,
    generate,
    jobs: { list: listJobs, resume: resumeJob, discard: discardJob },
  };
}

/** Resolves once the default avatar's description is read: from then on everything can be asked for. */
async function usable(): Promise<void> {
  await listAvatars();
}
