import type { JobSummary, Mouthpiece } from '../../pipeline/types';
import { jobRuns } from '../../platform/job-lock';
import type { Notices } from './notices.svelte';

/** Jobs that a crash or a closed tab ended; their finished pieces are kept. */
export class Unfinished {
  list = $state.raw<JobSummary[]>([]);
  readonly #mouthpiece: Mouthpiece;
  readonly #notices: Notices;

  constructor(mouthpiece: Mouthpiece, notices: Notices) {
    this.#mouthpiece = mouthpiece;
    this.#notices = notices;
  }

  async refresh(): Promise<void> {
    try {
      // What runs now, here or in another tab, is in the journal too.
      this.list = (await jobRuns()) ? [] : await this.#mouthpiece.jobs.list();
    } catch (error) {
      this.#notices.report(error, 'jobs');
    }
  }

  async discard(id: string): Promise<void> {
    try {
      await this.#mouthpiece.jobs.discard(id);
    } catch (error) {
      this.#notices.report(error, 'jobs');
    }
    await this.refresh();
  }
}
