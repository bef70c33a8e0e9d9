import type { StorageUsage } from '../../platform/storage/storage';
import type { KindUsage } from '../../platform/storage/stored-kinds';
import { Task } from './task.svelte';

/** What the app keeps on the device, as the page looks at it. */
export interface StorageKeeper {
  usage(): Promise<StorageUsage>;
  kinds(): Promise<KindUsage[]>;
  clearCaches(): Promise<void>;
}

/** What is kept on this device, and the clearing of it. */
export class Keeping {
  usage = $state.raw<StorageUsage | null>(null);
  kinds = $state.raw<KindUsage[]>([]);
  /** Private windows may keep nothing at all; then the page says so once, quietly. */
  possible = $state(true);
  readonly task: Task;
  readonly #keeper: StorageKeeper;
  readonly #log: (error: unknown) => void;

  constructor(keeper: StorageKeeper, log: (error: unknown) => void) {
    this.#keeper = keeper;
    this.#log = log;
    this.task = new Task(log);
  }

  /** How much is used of what there is. */
  async measure(): Promise<void> {
    try {
      this.usage = await this.#keeper.usage();
    } catch (error) {
      this.#log(error);
    }
  }

  /** Also how much of it belongs to what. */
  async measureKinds(): Promise<void> {
    await this.measure();
    try {
      this.kinds = await this.#keeper.kinds();
    } catch (error) {
      this.impossible(error);
    }
  }

  /** Deletes by `work`, then measures again. */
  async clear(work: () => Promise<void>): Promise<void> {
    await this.task.run('storage', work);
    await this.measureKinds();
  }

  clearCaches(): Promise<void> {
    return this.#keeper.clearCaches();
  }

  /** What the page looks up when it opens could not be read. */
  impossible(error: unknown): void {
    this.#log(error);
    this.possible = false;
  }
}
