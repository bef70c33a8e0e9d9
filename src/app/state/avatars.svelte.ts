import { sequenceClip } from '../../core/clips/sequence-clip';
import type { AvatarStatus, AvatarSummary, Mouthpiece } from '../../pipeline/types';
import type { Notices } from './notices.svelte';
import type { Settings } from './settings.svelte';

/** The faces to choose from. */
export class Avatars {
  list = $state.raw<AvatarSummary[]>([]);
  /** What was found out about the clips of an avatar, by its id. */
  statuses = $state.raw<Readonly<Partial<Record<string, AvatarStatus>>>>({});
  /** Clips whose face tracks are still to be made, by avatar; avatars of which nothing is known are not in it. */
  unprepared = $derived.by(() => unpreparedOf(Object.values(this.statuses)));
  readonly #settings: Settings;
  readonly #mouthpiece: Mouthpiece;
  readonly #notices: Notices;
  chosen = $derived.by(() => this.list.find(({ id }) => id === this.#settings.avatarId) ?? null);
  /** Frames of the sequence that training-data mode steps through. */
  sequenceFrames = $derived(
    sequenceClip(this.chosen?.clips ?? [], this.chosen?.sequence)?.frames ?? null,
  );

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
      return;
    }
    const imported = this.list.filter(({ builtIn }) => !builtIn);
    await Promise.all(imported.map(({ id }) => this.verify(id)));
  }

  /** Looks at the clips of an avatar. */
  async verify(id: string): Promise<void> {
    try {
      this.#know(await this.#mouthpiece.verifyAvatar(id));
    } catch (error) {
      this.#notices.log(error);
    }
  }

  #know(status: AvatarStatus): void {
    this.statuses = { ...this.statuses, [status.id]: status };
  }
}

function unpreparedOf(
  statuses: readonly (AvatarStatus | undefined)[],
): Readonly<Partial<Record<string, number>>> {
  const known = statuses.filter((status) => status !== undefined);
  const entries = known.map(({ id, clips }) => [
    id,
    clips.filter(({ preprocessed }) => !preprocessed).length,
  ]);
  return Object.fromEntries(entries) as Record<string, number>;
}
