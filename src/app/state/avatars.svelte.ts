import type { AvatarSummary, Mouthpiece } from '../../pipeline/types';
import type { Notices } from './notices.svelte';
import type { Settings } from './settings.svelte';

/** The faces to choose from. */
export class Avatars {
  list = $state.raw<AvatarSummary[]>([]);
  readonly #settings: Settings;
  readonly #mouthpiece: Mouthpiece;
  readonly #notices: Notices;
  chosen = $derived.by(() => this.list.find(({ id }) => id === this.#settings.avatarId) ?? null);

  constructor(mouthpiece: Mouthpiece, settings: Settings, notices: Notices) {
    this.#mouthpiece = mouthpiece;
    this.#settings = settings;
    this.#notices = notices;
  }

  /** Loads the list; the first one is chosen when none is. */
  async refresh(): Promise<void> {
    try {
      await this.#mouthpiece.ready;
      this.list = await this.#mouthpiece.listAvatars();
      if (this.chosen === null) this.#settings.avatarId = this.list[0]?.id ?? null;
    } catch (error) {
      this.#notices.report(error, 'avatars');
    }
  }
}
