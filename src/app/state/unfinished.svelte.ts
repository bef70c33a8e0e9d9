import type { JobSummary, Mouthpiece } from '../../pipeline/types';
import { jobRuns } from '../../platform/job-lock';
import type { Keeping } from './keeping.svelte';
import type { Notices } from './notices.svelte';

/** Jobs that a crash or a closed tab ended; their finished pieces are kept. */
export class Unfinished {
  list = $state.raw<JobSummary[]>([]);
  readonly #mouthpiece: Mouthpiece;
  readonly #notices: Notices;

  readonly #keeping: Keeping;

  constructor(mouthpiece: Mouthpiece, notices: Notices, keeping: Keeping) {
    this.#mouthpiece = mouthpiece;
    this.#notices = notices;
    this.#keeping = keeping;
  }

  async refresh(): Promise<void> {
    try {
      // What runs now, here or in another tab, is in the journal too.
      this.list = (await jobRuns()) ? [] : await this.#mouthpiece.jobs.list();
    } catch (error) {
      this.#keeping.impossible(error);
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
