import { makeAvailableOffline, offlineStatus, type OfflineStatus } from '../../platform/offline';
import { jobsDone } from '../../platform/job-lock';
import { isAbort } from '../../workers/protocol/errors';
import type { Log } from './log.svelte';
import type { Notices } from './notices.svelte';

/** What of the app is on this device, and the saving of it. */
export class Offline {
  status = $state.raw<OfflineStatus | null>(null);
  /** Bytes of the saving that runs now. */
  saving = $state.raw<{ done: number; total: number } | null>(null);
  readonly #log: Log;
  readonly #notices: Notices;

  constructor(log: Log, notices: Notices) {
    this.#log = log;
    this.#notices = notices;
  }

  /** What the main job needs, quietly: a failure is logged and tried again at the next visit. */
  async saveInBackground(): Promise<void> {
    await jobsDone();
    try {
      await this.#save({ all: false });
    } catch (error) {
      if (!isAbort(error)) this.#log.error(error);
    }
  }

  async saveEverything(): Promise<void> {
    try {
      await this.#save({ all: true });
      this.#notices.tell('Everything is available offline.');
    } catch (error) {
      this.#notices.report(error, 'offline');
    }
  }

  async #save({ all }: { all: boolean }): Promise<void> {
    if (this.saving !== null) return;
    this.status = await offlineStatus();
    if (all ? this.status.complete : this.status.ready) return;
    this.saving = { done: 0, total: 0 };
    try {
      this.status = await makeAvailableOffline(all, {
        onProgress: ({ done, total }) => (this.saving = { done, total }),
      });
    } finally {
      this.saving = null;
    }
  }
}
