import type { Mouthpiece } from '../../pipeline/types';

interface Listener {
  begun: () => void;
  ended: () => void;
}

/**
 * The same API, telling when jobs begin and end: also those that a script or the command line
 * starts, past the page's own buttons.
 * @param jobs told of videos that are made.
 * @param looks told when faces are looked for, which needs the whole processor as well.
 */
export function watchJobs(mouthpiece: Mouthpiece, jobs: Listener, looks: Listener): Mouthpiece {
  const watched = <T>({ begun, ended }: Listener, work: Promise<T>): Promise<T> => {
    begun();
    return work.finally(ended);
  };
  return {
    ...mouthpiece,
    generate: (request, run) => watched(jobs, mouthpiece.generate(request, run)),
    detectFaces: (media, options, run) =>
      watched(looks, mouthpiece.detectFaces(media, options, run)),
    findPeople: (media, seconds, run) => watched(looks, mouthpiece.findPeople(media, seconds, run)),
    preprocessAvatar: (id, run) => watched(looks, mouthpiece.preprocessAvatar(id, run)),
    createAvatarFromVideo: (video, options, run) =>
      watched(looks, mouthpiece.createAvatarFromVideo(video, options, run)),
    jobs: {
      ...mouthpiece.jobs,
      resume: (id, run) => watched(jobs, mouthpiece.jobs.resume(id, run)),
    },
  };
}
