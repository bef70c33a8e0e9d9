import type { ModelSummary, Mouthpiece } from '../../pipeline/types';
import { Task } from './task.svelte';

/** The networks of the app, and the user's own. */
export class Models {
  list = $state.raw<ModelSummary[]>([]);
  readonly task: Task;
  readonly #mouthpiece: Mouthpiece;
  readonly #log: (error: unknown) => void;
  imported = $derived(this.list.filter(({ builtIn }) => !builtIn));

  constructor(mouthpiece: Mouthpiece, log: (error: unknown) => void) {
    this.#mouthpiece = mouthpiece;
    this.#log = log;
    this.task = new Task(log);
  }

  async refresh(): Promise<void> {
    try {
      this.list = await this.#mouthpiece.listModels();
    } catch (error) {
      this.#log(error);
    }
  }

  /** A pack of one network, as its files, a folder or a zip. */
  async import(files: File[]): Promise<void> {
    await this.task.run('models', async (run) => {
      await this.#mouthpiece.importModel(files, run);
    });
    await this.refresh();
  }

  async remove(id: string): Promise<void> {
    await this.task.run('models', () => this.#mouthpiece.removeModel(id));
    await this.refresh();
  }
}
