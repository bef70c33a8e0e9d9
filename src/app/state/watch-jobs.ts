import type { Mouthpiece } from '../../pipeline/types';

/**
 * The same API, telling when jobs begin and end: also those that a script or the command line
 * starts, past the page's own buttons.
 */
export function watchJobs(
  mouthpiece: Mouthpiece,
  tell: { begun: () => void; ended: () => void },
): Mouthpiece {
  const watched = <T>(job: Promise<T>): Promise<T> => {
    tell.begun();
    return job.finally(tell.ended);
  };
  return {
    ...mouthpiece,
    generate: (request, run) => watched(mouthpiece.generate(request, run)),
    jobs: {
      ...mouthpiece.jobs,
      resume: (id, run) => watched(mouthpiece.jobs.resume(id, run)),
    },
  };
}
